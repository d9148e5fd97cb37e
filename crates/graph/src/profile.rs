//! Changing one's own fields and photo, over Graph.

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;
use workpass_app::ports::{Authority, DirectoryError, ProfilePort, Refusal};
use workpass_domain::profile_rules::FieldChange;
use workpass_http::Request;

use crate::{
    GraphDirectory, answers,
    directory::graph_of,
    endpoint::below,
    failure::Surface,
    wire::{
        graph,
        profile::{is_as_seen, patch, property},
    },
};

fn photo_of(at: &Authority) -> Result<Url, DirectoryError> {
    below(graph_of(at)?, &["me", "photo", "$value"])
}

#[async_trait]
impl ProfilePort for GraphDirectory {
    /// Graph has no `If-Match` for people: what is there is read just before it is written.
    async fn change_profile(
        &self,
        at: &Authority,
        token: &SecretString,
        changes: &[FieldChange],
    ) -> Result<(), DirectoryError> {
        let me = below(graph_of(at)?, &["me"])?;
        let names: Vec<&str> = changes.iter().map(|change| property(change.field)).collect();
        let mut now = me.clone();
        now.query_pairs_mut()
            .append_pair("$select", &format!("id,{}", names.join(",")));
        let answer = self.graph(Request::get(now), token).await?;
        let now = answers::json(&answer, graph::profile)?;
        if !changes.iter().all(|change| is_as_seen(&now, change)) {
            return Err(DirectoryError::Refused(Refusal::ProfileChangedMeanwhile));
        }
        let request = Request::patch_json(me, &patch(changes)).expect("a JSON value has a JSON form");
        let answer = self.write(Surface::Profile, request, token).await?;
        answers::nothing(&answer)
    }

    /// Graph answers without content; 200 with the photo has been seen as well.
    async fn change_photo(
        &self,
        at: &Authority,
        token: &SecretString,
        jpeg: &[u8],
    ) -> Result<(), DirectoryError> {
        let request = Request::put_body(photo_of(at)?, "image/jpeg", jpeg.to_vec());
        let answer = self.write(Surface::Photo, request, token).await?;
        let is_picture = answer
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("image/"));
        if is_picture {
            Ok(())
        } else {
            answers::nothing(&answer)
        }
    }

    async fn remove_photo(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError> {
        let request = Request::delete(photo_of(at)?);
        match self.write(Surface::Photo, request, token).await {
            Ok(answer) => answers::nothing(&answer),
            Err(DirectoryError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl GraphDirectory {
    async fn write(
        &self,
        surface: Surface,
        request: Request,
        token: &SecretString,
    ) -> Result<workpass_http::Answer, DirectoryError> {
        answers::send(&self.http, surface, request.bearer(token)).await
    }
}
