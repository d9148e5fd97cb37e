//! Settings, connected services and the export, over the extension.

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;
use workpass_app::ports::{Authority, DirectoryError, SettingsPort};
use workpass_domain::settings::{ConnectedService, SettingsChange};
use workpass_http::Request;

use crate::{
    GraphDirectory, answers,
    directory::extension_of,
    endpoint::below,
    wire::settings::{account_settings, is_whole_export, services},
};

/// The largest export that is taken, in bytes: far more than ninety days of anybody's history.
const LARGEST_EXPORT: usize = 256 * 1024 * 1024;

fn own(at: &Authority, segments: &[&str]) -> Result<Url, DirectoryError> {
    below(&below(extension_of(at)?, &["me"])?, segments)
}

#[async_trait]
impl SettingsPort for GraphDirectory {
    async fn change_settings(
        &self,
        at: &Authority,
        token: &SecretString,
        change: &SettingsChange,
    ) -> Result<(), DirectoryError> {
        let request = Request::patch_json(own(at, &["settings"])?, &body(change))
            .expect("a JSON value has a JSON form");
        let answer = self.extension(request, token).await?;
        answers::json(&answer, account_settings).map(drop)
    }

    async fn read_connected_services(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<Vec<ConnectedService>, DirectoryError> {
        let request = Request::get(own(at, &["privacy"])?).header("accept-language", language);
        answers::json(&self.extension(request, token).await?, services)
    }

    async fn withdraw_consent(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError> {
        let url = own(at, &["consents", id])?;
        match self.extension(Request::delete(url), token).await {
            Ok(answer) => answers::nothing(&answer),
            Err(DirectoryError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn export_data(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<String, DirectoryError> {
        let request = Request::get(own(at, &["export"])?)
            .header("accept-language", language)
            .limit(LARGEST_EXPORT);
        let answer = self.extension(request, token).await?;
        let text = String::from_utf8(answer.body.into()).ok();
        // What was cut off looks like an export until its end.
        text.filter(|text| is_whole_export(text))
            .ok_or_else(|| answers::nonsense("the export is not whole"))
    }
}

fn body(change: &SettingsChange) -> Value {
    let mut body = Map::new();
    let single = [
        ("displayLanguage", &change.display_language),
        ("regionalFormat", &change.regional_format),
        ("timeZone", &change.time_zone),
    ];
    for (name, wanted) in single {
        if let Some(wanted) = wanted {
            body.insert(name.to_owned(), wanted.clone().into());
        }
    }
    if let Some(languages) = &change.preferred_languages {
        body.insert("preferredLanguages".to_owned(), languages.clone().into());
    }
    Value::Object(body)
}
