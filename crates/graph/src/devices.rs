//! Devices and recovery keys.

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;
use workpass_app::ports::{Authority, DevicesPort, DirectoryError};
use workpass_domain::device::RecoveryKeyId;
use workpass_http::Request;

use crate::{
    GraphDirectory, answers,
    directory::{extension_of, graph_of},
    endpoint::below,
    wire::devices::{key, key_ids},
};

fn recovery_keys(at: &Authority, segments: &[&str]) -> Result<Url, DirectoryError> {
    let collection = ["informationProtection", "bitlocker", "recoveryKeys"];
    below(&below(graph_of(at)?, &collection)?, segments)
}

#[async_trait]
impl DevicesPort for GraphDirectory {
    async fn disable_device(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError> {
        let url = below(extension_of(at)?, &["me", "devices", id, "disable"])?;
        match self.extension(Request::post(url), token).await {
            Ok(answer) => answers::nothing(&answer),
            Err(DirectoryError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn read_recovery_keys(
        &self,
        at: &Authority,
        token: &SecretString,
        device_id: &str,
    ) -> Result<Vec<RecoveryKeyId>, DirectoryError> {
        let mut url = recovery_keys(at, &[])?;
        // A quote would end the text (OData 4.01, Part 2 §5.1.1.14.1).
        let filter = format!("deviceId eq '{}'", device_id.replace('\'', "''"));
        url.query_pairs_mut().append_pair("$filter", &filter);
        let answer = self.graph(Request::get(url), token).await?;
        answers::json(&answer, key_ids)
    }

    async fn read_recovery_key(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<SecretString, DirectoryError> {
        let mut url = recovery_keys(at, &[id])?;
        url.query_pairs_mut().append_pair("$select", "key");
        let answer = self.graph(Request::get(url), token).await?;
        answers::json(&answer, key)
    }
}
