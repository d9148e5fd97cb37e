//! `selfService.signIn` and `selfService.session`.

use serde_json::Value;
use url::Url;
use workpass_app::ports::SignInsPage;
use workpass_domain::sign_in::{OpenSession, Outcome, Risk, SecondStep, SignIn, SignInSummary, Whereabouts};

use super::Fields;

/// `selfService.signInSummary`.
pub(crate) fn summary(body: &Value) -> Option<SignInSummary> {
    let summary = Fields::of(body)?;
    Some(SignInSummary {
        unusual: summary.count("unusual")?,
        shows_places: summary.flag("showsPlaces"),
    })
}

/// `selfService.signInCollection`; a row that makes no sense is left out, so that it does not hide the others.
pub(crate) fn page(body: &Value) -> Option<SignInsPage> {
    let page = Fields::of(body)?;
    page.has_list("value").then_some(())?;
    Some(SignInsPage {
        sign_ins: page.list("value").iter().filter_map(sign_in).collect(),
        next: page.text("@odata.nextLink").as_deref().and_then(skip_token),
    })
}

/// `selfService.sessionCollection`. `None` when a single one cannot be read: what is missing here would look ended.
pub(crate) fn sessions(body: &Value) -> Option<Vec<OpenSession>> {
    let all = Fields::of(body)?;
    all.has_list("value").then_some(())?;
    all.list("value").iter().map(session).collect()
}

/// Only the token of the link is followed: the address is the one the authority named.
fn skip_token(link: &str) -> Option<String> {
    let link = Url::parse(link).ok()?;
    let (_, token) = link.query_pairs().find(|(name, _)| name == "$skiptoken")?;
    Some(token.into_owned())
}

fn sign_in(value: &Value) -> Option<SignIn> {
    let row = Fields::of(value)?;
    let error_code = row.object("status")?.value("errorCode")?.as_i64()?;
    let device = row.object("deviceDetail");
    let detail = |name: &str| device?.text(name);
    let method = row.object("mfaDetail").and_then(|mfa| mfa.text("authMethod"));
    Some(SignIn {
        id: row.text("id")?,
        at: row.time("createdDateTime")?,
        app: row.text("appDisplayName"),
        from: Whereabouts {
            device: detail("displayName"),
            operating_system: detail("operatingSystem"),
            browser: detail("browser"),
            address: row.text("ipAddress"),
            place: place(row),
        },
        outcome: Outcome::of(error_code, row.flag("sessionActivity")),
        second_step: method.as_deref().and_then(second_step),
        risk: match row.text("riskState").as_deref() {
            Some("atRisk") => Risk::Unusual,
            Some("confirmedSafe") => Risk::Mine,
            Some("confirmedCompromised") => Risk::NotMine,
            _ => Risk::None,
        },
    })
}

fn session(value: &Value) -> Option<OpenSession> {
    let row = Fields::of(value)?;
    Some(OpenSession {
        id: row.text("id")?,
        app: row.text("appDisplayName"),
        from: Whereabouts {
            device: row.text("deviceDisplayName"),
            operating_system: row.text("operatingSystem"),
            browser: row.text("browser"),
            address: row.text("ipAddress"),
            place: place(row),
        },
        began_at: row.time("createdDateTime")?,
        last_used_at: row.time("lastUsedDateTime")?,
        is_current: row.flag("isCurrent"),
    })
}

fn place(row: Fields<'_>) -> Option<String> {
    let location = row.object("location")?;
    let parts = [location.text("city"), location.text("countryOrRegion")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// RFC 8176, with `tap` and `rc` of our own.
fn second_step(reference: &str) -> Option<SecondStep> {
    Some(match reference {
        "tap" => SecondStep::Pass,
        "hwk" => SecondStep::Passkey,
        "swk" => SecondStep::Approval,
        "otp" => SecondStep::Code,
        "sms" => SecondStep::Text,
        "tel" => SecondStep::Call,
        "rc" => SecondStep::RecoveryCode,
        "pwd" => SecondStep::Password,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn b157_a_row_that_makes_no_sense_does_not_hide_the_others() {
        let good = json!({"id": "1", "createdDateTime": "2026-11-22T09:00:00Z", "status": {"errorCode": 500121},
            "sessionActivity": true, "riskState": "unknownFutureValue", "mfaDetail": {"authMethod": "otp"},
            "location": {"city": "Groningen", "state": null, "countryOrRegion": "NL"}});
        let link = "https://x.example/selfservice/v1.0/me/signIns?%24top=25&%24skiptoken=abc%2Bd";
        let body = json!({"value": [1, {"id": "x"}, good], "@odata.nextLink": link});
        let page = page(&body).unwrap();
        assert_eq!(page.next.as_deref(), Some("abc+d"));
        assert_eq!(page.sign_ins.len(), 1);
        let row = &page.sign_ins[0];
        assert_eq!(row.outcome, Outcome::SecondStepFailed);
        assert_eq!(row.second_step, Some(SecondStep::Code));
        assert_eq!(row.risk, Risk::None);
        assert_eq!(row.from.place.as_deref(), Some("Groningen, NL"));
        assert_eq!(super::page(&json!({"value": null})), None);
    }

    #[test]
    fn a_list_of_sessions_is_whole_or_none() {
        let good = json!({"id": "1", "createdDateTime": "2026-11-22T09:00:00Z",
            "lastUsedDateTime": "2026-11-22T09:00:00Z", "isCurrent": true});
        let whole = sessions(&json!({ "value": [good.clone()] })).unwrap();
        assert!(whole[0].is_current);
        assert_eq!(sessions(&json!({"value": [good, {"id": "2"}]})), None);
    }
}
