//! Which language a person is answered in.

/// The languages wanted, best first: what was asked for, `Accept-Language` (RFC 9110 §12.5.4), the person's own.
pub(super) fn wanted(asked: Option<&str>, accept: Option<&str>, preferred: Option<&str>) -> Vec<String> {
    let mut tags: Vec<String> = asked.into_iter().map(str::to_owned).collect();
    tags.extend(accepted(accept.unwrap_or_default()));
    tags.extend(preferred.map(str::to_owned));
    tags
}

/// The first of `available` that suits the wanted languages: the same tag, else the same primary language.
pub(super) fn choose<'a>(wanted: &[String], available: &[&'a str]) -> Option<&'a str> {
    wanted.iter().find_map(|tag| {
        let same = available.iter().find(|a| a.eq_ignore_ascii_case(tag));
        let related = || {
            available
                .iter()
                .find(|a| primary(a).eq_ignore_ascii_case(primary(tag)))
        };
        same.or_else(related).copied()
    })
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// The tags of `Accept-Language`, best first; those with quality 0 and `*` are left out.
fn accepted(header: &str) -> Vec<String> {
    let mut tags: Vec<(f32, String)> = header
        .split(',')
        .take(16)
        .filter_map(|part| {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let quality = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|q| q.trim().parse().ok())
                .unwrap_or(0.0);
            let tag = tag.trim();
            (!tag.is_empty() && tag != "*" && quality > 0.0).then(|| (quality, tag.to_owned()))
        })
        .collect();
    // Stable: of equal quality the first wins.
    tags.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_comes_before_the_browser_and_the_profile() {
        let wanted = wanted(Some("fr"), Some("en; q=0.5, de, *, nl;q=0"), Some("nl-NL"));
        assert_eq!(wanted, ["fr", "de", "en", "nl-NL"]);
    }

    #[test]
    fn a_regional_tag_falls_back_to_its_language_and_then_to_the_next_wish() {
        let tags = |list: &[&str]| list.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        assert_eq!(choose(&tags(&["nl-BE"]), &["en", "nl"]), Some("nl"));
        assert_eq!(choose(&tags(&["fr", "en-GB"]), &["nl", "en-US"]), Some("en-US"));
        assert_eq!(choose(&tags(&["fr"]), &["nl", "en"]), None);
    }
}
