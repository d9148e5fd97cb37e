//! My sign-ins and sessions, over the extension.

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;
use workpass_app::ports::{Authority, DirectoryError, SignInsOnly, SignInsPage, SignInsPort, SignInsWanted};
use workpass_domain::sign_in::OpenSession;
use workpass_http::Request;

use crate::{
    GraphDirectory, answers,
    directory::extension_of,
    endpoint::below,
    wire::sign_ins::{page, sessions},
};

/// Rows of a page.
const TOP: &str = "25";

fn own(at: &Authority, segments: &[&str]) -> Result<Url, DirectoryError> {
    below(&below(extension_of(at)?, &["me"])?, segments)
}

#[async_trait]
impl SignInsPort for GraphDirectory {
    async fn read_sign_ins(
        &self,
        at: &Authority,
        token: &SecretString,
        wanted: &SignInsWanted,
    ) -> Result<SignInsPage, DirectoryError> {
        let mut url = own(at, &["signIns"])?;
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("$top", TOP);
            if let Some(search) = &wanted.search {
                query.append_pair("$search", &format!("\"{}\"", search.replace('"', " ")));
            }
            if let Some(only) = wanted.only {
                query.append_pair("$filter", filter(only));
            }
            if let Some(after) = &wanted.after {
                query.append_pair("$skiptoken", after);
            }
        }
        let answer = self.extension(Request::get(url), token).await?;
        answers::json(&answer, page)
    }

    async fn answer_sign_in(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        mine: bool,
    ) -> Result<(), DirectoryError> {
        let verb = if mine { "confirmSafe" } else { "confirmCompromised" };
        let url = own(at, &["signIns", id, verb])?;
        answers::nothing(&self.extension(Request::post(url), token).await?)
    }

    async fn read_sessions(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<Vec<OpenSession>, DirectoryError> {
        let request = Request::get(own(at, &["sessions"])?);
        answers::json(&self.extension(request, token).await?, sessions)
    }

    async fn end_session(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError> {
        let url = own(at, &["sessions", id])?;
        match self.extension(Request::delete(url), token).await {
            Ok(answer) => answers::nothing(&answer),
            Err(DirectoryError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn end_other_sessions(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError> {
        let url = own(at, &["sessions", "endOthers"])?;
        answers::nothing(&self.extension(Request::post(url), token).await?)
    }
}

fn filter(only: SignInsOnly) -> &'static str {
    match only {
        SignInsOnly::Succeeded => "status/errorCode eq 0",
        SignInsOnly::Failed => "status/errorCode ne 0",
        SignInsOnly::Unusual => "riskState eq 'atRisk'",
    }
}
