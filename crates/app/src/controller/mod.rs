//! The controller owns the session state, takes intents and publishes views.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::{
    handle::Handle,
    intent::Intent,
    view::{AppView, Preferences, SessionView, Setting},
};

/// What the app was started with.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// Address of the authority; its discovery document lies under `/.well-known/openid-configuration`.
    pub authority: Option<String>,
    pub client_id: Option<String>,
    pub preferences: Preferences,
}

/// The controller, ready to [`run`](Self::run).
pub struct Controller {
    intents: mpsc::UnboundedReceiver<Intent>,
    views: watch::Sender<Arc<AppView>>,
}

impl Controller {
    pub fn new(configuration: &Configuration) -> (Self, Handle) {
        let (sender, intents) = mpsc::unbounded_channel();
        let mut missing = Vec::new();
        if configuration.authority.is_none() {
            missing.push(Setting::Authority);
        }
        if configuration.client_id.is_none() {
            missing.push(Setting::ClientId);
        }
        let session = if missing.is_empty() {
            SessionView::Starting
        } else {
            SessionView::NotConfigured { missing }
        };
        let view = AppView {
            revision: 1,
            session,
            account: None,
            preferences: configuration.preferences,
        };
        let (views, receiver) = watch::channel(Arc::new(view));
        (Self { intents, views }, Handle::new(sender, receiver))
    }

    pub async fn run(mut self) {
        while let Some(intent) = self.intents.recv().await {
            tracing::debug!(?intent, "not possible in this state");
            let _ = &self.views;
        }
    }
}
