use async_trait::async_trait;
use secrecy::SecretString;
use time::macros::datetime;
use workpass_app::ports::{Authority, DirectoryError, Part, SettingsPort};
use workpass_domain::settings::{ConnectedService, SettingsChange};

use super::FakeDirectory;

type Answer<T> = Result<T, DirectoryError>;

#[async_trait]
impl SettingsPort for FakeDirectory {
    async fn change_settings(&self, _: &Authority, _: &SecretString, change: &SettingsChange) -> Answer<()> {
        self.enter(format!("settings {change:?}"))?;
        if let Part::Given(settings) = &mut self.data().settings {
            if let Some(language) = &change.display_language {
                settings.display_language.clone_from(language);
            }
            if let Some(languages) = &change.preferred_languages {
                settings.preferred_languages.clone_from(languages);
            }
            if let Some(format) = &change.regional_format {
                settings.regional_format.clone_from(format);
            }
            if let Some(zone) = &change.time_zone {
                settings.time_zone.clone_from(zone);
            }
        }
        Ok(())
    }

    async fn read_connected_services(
        &self,
        _: &Authority,
        _: &SecretString,
        language: &str,
    ) -> Answer<Vec<ConnectedService>> {
        self.enter(format!("services in {language}"))?;
        Ok(vec![ConnectedService {
            app: "Routeplanner".into(),
            consent_id: Some("consent-1".into()),
            by_organization: false,
            by_person: true,
            permissions: vec!["uw naam te lezen".into()],
            since: Some(datetime!(2026-07-25 09:00 UTC)),
            last_used: None,
            sessions: 1,
            is_current: false,
        }])
    }

    async fn withdraw_consent(&self, _: &Authority, _: &SecretString, id: &str) -> Answer<()> {
        self.enter(format!("withdraw {id}"))
    }

    async fn export_data(&self, _: &Authority, _: &SecretString, language: &str) -> Answer<String> {
        self.enter(format!("export in {language}"))?;
        self.export_gate.acquire().await.unwrap().forget();
        Ok(r#"{"format":"workpass-export","complete":true}"#.into())
    }
}
