//! Organizations.

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_app::ports::{Authority, DirectoryError, OrganizationsPort};
use workpass_http::Request;

use crate::{GraphDirectory, answers, directory::extension_of, endpoint::below};

#[async_trait]
impl OrganizationsPort for GraphDirectory {
    async fn leave_organization(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError> {
        let url = below(extension_of(at)?, &["me", "organizations", "leave"])?;
        match self.extension(Request::post(url), token).await {
            Ok(answer) => answers::nothing(&answer),
            Err(DirectoryError::Unexpected { code, .. }) if code == "organizationLeftBefore" => Ok(()),
            Err(error) => Err(error),
        }
    }
}
