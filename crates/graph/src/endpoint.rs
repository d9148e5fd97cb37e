use url::Url;
use workpass_app::ports::{DirectoryError, NetworkError};

/// An address below a surface's base. Segments are data: they are escaped and can never lead elsewhere.
///
/// # Errors
/// [`DirectoryError::NotFound`] for a segment that cannot be an id (empty, `.` or `..`, which a URL would swallow:
/// a DELETE must not end up at the collection); [`NetworkError::Nonsense`] for a base that takes no path.
pub(crate) fn below(base: &Url, segments: &[&str]) -> Result<Url, DirectoryError> {
    if segments.iter().any(|s| matches!(s.trim(), "" | "." | "..")) {
        return Err(DirectoryError::NotFound);
    }
    let mut url = base.clone();
    url.set_query(None);
    url.set_fragment(None);
    let no_path = || DirectoryError::Network(NetworkError::Nonsense("the base address takes no path".into()));
    url.path_segments_mut()
        .map_err(|()| no_path())?
        .pop_if_empty()
        .extend(segments);
    Ok(url)
}

/// The base address of Graph `/beta`, next to the `/v1.0` that the authority names.
///
/// # Errors
/// [`DirectoryError::NotOffered`] for a base that does not end in a version.
pub(crate) fn beta(base: &Url) -> Result<Url, DirectoryError> {
    let mut url = base.clone();
    let path = base.path().trim_end_matches('/');
    let root = path.strip_suffix("/v1.0").ok_or(DirectoryError::NotOffered)?;
    url.set_path(&format!("{root}/beta"));
    Ok(url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://graph.example/v1.0").unwrap()
    }

    #[test]
    fn addresses_are_built_below_the_base_with_or_without_a_slash() {
        for base in ["https://graph.example/v1.0", "https://graph.example/v1.0/?x=1#y"] {
            let url = below(&Url::parse(base).unwrap(), &["me", "$batch"]).unwrap();
            assert_eq!(url.as_str(), "https://graph.example/v1.0/me/$batch");
        }
    }

    #[test]
    fn beta_is_next_to_the_version() {
        for (base, expected) in [
            ("https://graph.example/v1.0", "https://graph.example/beta"),
            (
                "https://x.example/v1.0/graph/v1.0/",
                "https://x.example/v1.0/graph/beta",
            ),
        ] {
            assert_eq!(beta(&Url::parse(base).unwrap()).unwrap().as_str(), expected);
        }
        let strange = beta(&Url::parse("https://graph.example/v2").unwrap());
        assert!(matches!(strange, Err(DirectoryError::NotOffered)));
    }

    #[test]
    fn an_id_that_a_url_would_swallow_is_refused() {
        for id in ["", ".", "..", " "] {
            assert!(matches!(
                below(&base(), &["me", id]),
                Err(DirectoryError::NotFound)
            ));
        }
    }

    proptest! {
        #[test]
        fn no_id_leads_out_of_its_collection(id in r"(\.|/|\\|%2e|%2E|%2f|\?|#|[a-z]|\PC){0,12}") {
            if let Ok(url) = below(&base(), &["me", "things", &id]) {
                prop_assert!(url.path().starts_with("/v1.0/me/things/"), "{}", url);
                prop_assert_eq!(url.path().matches('/').count(), 4, "{}", url);
                prop_assert!(url.path().len() > "/v1.0/me/things/".len());
                prop_assert_eq!(url.query(), None);
                prop_assert_eq!(url.host_str(), Some("graph.example"));
            }
        }
    }
}
