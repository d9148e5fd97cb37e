//! Path templates: `/me/photos/{profilePhoto-id}/$value`, `…/tenant(id='{tenantId}')`.

/// Does a path (no query) fit a template? Parameters match one non-empty run without a slash.
pub(crate) fn fits(template: &str, path: &str) -> bool {
    let mut wanted = template.split('/');
    let mut given = path.split('/');
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(w), Some(g)) if segment_fits(w, g) => {}
            _ => return false,
        }
    }
}

/// Number of parameters: of several templates that fit, the one with the fewest is meant
/// (`fido2Methods/creationOptions` before `fido2Methods/{id}`).
pub(crate) fn parameters(template: &str) -> usize {
    template.matches('{').count()
}

fn segment_fits(wanted: &str, given: &str) -> bool {
    let Some((before, rest)) = wanted.split_once('{') else {
        return wanted == given;
    };
    let Some((_, after)) = rest.split_once('}') else {
        return wanted == given;
    };
    given
        .strip_prefix(before)
        .and_then(|g| g.strip_suffix(after))
        .is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_matches_one_segment_and_never_none() {
        assert!(fits(
            "/me/photos/{profilePhoto-id}/$value",
            "/me/photos/48x48/$value"
        ));
        assert!(!fits("/me/photos/{profilePhoto-id}/$value", "/me/photos//$value"));
        assert!(!fits("/me/photos/{profilePhoto-id}", "/me/photos/48x48/$value"));
        assert!(!fits("/me", "/me/photo"));
    }

    #[test]
    fn a_parameter_inside_a_function_call_keeps_its_quotes() {
        let template = "/x/find(tenantId='{tenantId}')";
        assert!(fits(template, "/x/find(tenantId='a')"));
        assert!(!fits(template, "/x/find(tenantId=a)"));
    }
}
