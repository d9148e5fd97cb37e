//! Devices: disabling one, and recovery keys, which are read when somebody asks to see them and never kept.

use workpass_domain::action::Action;

use super::{Desk, call::Errand, event::SessionStep};
use crate::{
    intent::{DevicesIntent, Reply},
    known::given,
    present::devices,
    view::{RecoveryKeyIdView, RecoveryKeyView, StepUpFor},
};

impl Desk {
    /// What the screen asks for.
    pub(super) fn on_devices_intent(&mut self, intent: DevicesIntent) {
        match intent {
            DevicesIntent::Disable { id, reply } => self.disable_device(id, reply),
            DevicesIntent::ListRecoveryKeys { device_id, reply } => {
                self.list_recovery_keys(device_id, reply);
            }
            DevicesIntent::ShowRecoveryKey { id, reply } => self.show_recovery_key(id, reply),
        }
    }

    /// B-143. This computer's own session ends with it (B-145).
    pub(super) fn disable_device(&mut self, id: String, reply: Reply<()>) {
        if let Err(error) = self.may(&Action::DisableDevice) {
            return drop(reply.send(Err(error)));
        }
        let is_current = self.is_current(&id);
        let errand = Errand::new(Action::DisableDevice, StepUpFor::DisableDevice);
        self.call_then(
            errand,
            reply,
            move |services, access| {
                let id = id.clone();
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    services.devices.disable_device(at, token, &id).await
                }
            },
            move |(), reply| {
                if is_current {
                    SessionStep::DisabledHere(reply)
                } else {
                    SessionStep::Written(Box::new(move || drop(reply.send(Ok(())))))
                }
            },
        );
    }

    fn is_current(&self, id: &str) -> bool {
        let known = self.online().ok().and_then(|signed_in| signed_in.known.as_ref());
        let listed = known.and_then(|known| given(&known.data.devices));
        listed.is_some_and(|all| {
            all.devices
                .iter()
                .any(|device| device.id == id && device.is_current)
        })
    }

    fn list_recovery_keys(&mut self, device_id: String, reply: Reply<Vec<RecoveryKeyIdView>>) {
        if let Err(error) = self.may(&Action::ViewRecoveryKeys) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::plain(Action::ViewRecoveryKeys);
        self.call(errand, reply, move |services, access| {
            let device_id = device_id.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                let keys = services.devices.read_recovery_keys(at, token, &device_id).await?;
                Ok(keys.into_iter().map(devices::key_id).collect())
            }
        });
    }

    fn show_recovery_key(&mut self, id: String, reply: Reply<RecoveryKeyView>) {
        if let Err(error) = self.may(&Action::ViewRecoveryKeys) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::ViewRecoveryKeys, StepUpFor::ViewRecoveryKey);
        self.call(errand, reply, move |services, access| {
            let id = id.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                let key = services.devices.read_recovery_key(at, token, &id).await?;
                Ok(devices::key(&key))
            }
        });
    }
}
