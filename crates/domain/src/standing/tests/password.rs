use super::*;

#[test]
fn b112_b118_the_password_is_changed_here_at_its_page_or_not_at_all_and_why() {
    let (none, refused) = (everything(), BTreeSet::new());
    let granted = Scopes::new(["User-PasswordProfile.ReadWrite.All".to_owned()]);
    let page: url::Url = "https://mysignins.microsoft.com/security-info/password/change"
        .parse()
        .unwrap();
    let change = |standing: Standing<'_>| standing.of(&Action::ChangePassword);
    let base = standing(&granted, &refused);
    assert_eq!(change(base), Some(Availability::InApp));
    let obstructed = |obstacle| Standing {
        password_obstacle: Some(obstacle),
        password_page: Some(&page),
        ..base
    };
    let why = |standing| reason(change(standing).as_ref());
    assert_eq!(
        why(obstructed(PasswordObstacle::OnPremises)),
        Some(Unavailable::PasswordOnPremises)
    );
    assert_eq!(
        why(obstructed(PasswordObstacle::NotAllowed)),
        Some(Unavailable::NotAllowedByPolicy)
    );
    assert_eq!(change(obstructed(PasswordObstacle::NoPassword)), None);
    // Not granted: the page of the cloud, where there is one.
    let ungranted = standing(&none, &refused);
    assert_eq!(why(ungranted), Some(Unavailable::NotConsented));
    let at_its_page = Standing {
        password_page: Some(&page),
        ..ungranted
    };
    assert_eq!(
        change(at_its_page),
        Some(Availability::HandOver { page: page.clone() })
    );
    let refusals = BTreeSet::from([Action::ChangePassword]);
    let once_refused = Standing {
        password_page: Some(&page),
        ..standing(&granted, &refusals)
    };
    assert_eq!(
        change(once_refused),
        Some(Availability::HandOver { page: page.clone() })
    );
    let offline = Standing {
        offline: true,
        password_page: Some(&page),
        ..base
    };
    assert_eq!(why(offline), Some(Unavailable::Offline));
    let guest = Standing { guest: true, ..base };
    assert_eq!(why(guest), Some(Unavailable::ManagedByHomeOrganization));
}
