use super::*;

#[test]
fn b141_devices_are_the_directorys_where_the_extension_is_not_and_the_official_page_disables() {
    let refused = BTreeSet::new();
    let page = url::Url::parse("https://myaccount.microsoft.com/device-list").unwrap();
    let of = |scopes: &[&str], devices_page, selfservice, action: &Action| {
        let scopes = Scopes::new(scopes.iter().map(|&scope| scope.to_owned()));
        let standing = Standing {
            selfservice,
            devices_page,
            ..standing(&scopes, &refused)
        };
        match standing.of(action) {
            Some(Availability::HandOver { page }) => page.to_string(),
            Some(Availability::Unavailable { reason }) => format!("{reason:?}"),
            Some(Availability::InApp) => "in the app".into(),
            None => "absent".into(),
        }
    };
    let (view, disable) = (Action::ViewDevices, Action::DisableDevice);
    let (device, methods) = (&["Device.Read.All"][..], &["UserAuthenticationMethod.Read"][..]);
    for (scopes, devices_page, selfservice, action, expected) in [
        (device, None, false, &view, "in the app"),
        (methods, None, false, &view, "NotConsented"),
        (methods, Some(&page), false, &view, page.as_str()),
        (methods, Some(&page), true, &view, "in the app"),
        (device, Some(&page), false, &disable, page.as_str()),
        (device, None, false, &disable, "NoSelfService"),
        (
            &["User.RevokeSessions.All"],
            Some(&page),
            true,
            &disable,
            "in the app",
        ),
        (device, Some(&page), true, &disable, "NotConsented"),
        (device, None, true, &Action::ViewRecoveryKeys, "NotConsented"),
        (
            &["BitlockerKey.Read.All"],
            None,
            false,
            &Action::ViewRecoveryKeys,
            "in the app",
        ),
    ] {
        assert_eq!(
            of(scopes, devices_page, selfservice, action),
            expected,
            "{action:?} {scopes:?}"
        );
    }
}
