use async_trait::async_trait;
use secrecy::SecretString;
use workpass_app::ports::{Authority, DirectoryError, Part, Photo, ProfilePort};
use workpass_domain::profile_rules::{
    FieldChange, FieldOwner, OwnedField, PhotoLimits, ProfileField, ProfileRules,
};

use super::FakeDirectory;

type Answer<T> = Result<T, DirectoryError>;

/// Phones and office are the person's, the job title is not.
pub(super) fn rules() -> ProfileRules {
    ProfileRules {
        photo_obstacle: None,
        photo_limits: PhotoLimits {
            bytes: 1024,
            ..PhotoLimits::default()
        },
        editable: vec![
            ProfileField::MobilePhone,
            ProfileField::BusinessPhone,
            ProfileField::Office,
        ],
        owners: vec![FieldOwner {
            display_name: "Personeelszaken".into(),
            contact: Some("hr@noorderlicht.example".into()),
            fields: vec![OwnedField::JobTitle, OwnedField::Department],
        }],
    }
}

#[async_trait]
impl ProfilePort for FakeDirectory {
    async fn change_profile(&self, _: &Authority, _: &SecretString, changes: &[FieldChange]) -> Answer<()> {
        self.enter(format!("change profile {changes:?}"))?;
        if let Part::Given(profile) = &mut self.data().profile {
            for change in changes {
                match change.field {
                    ProfileField::MobilePhone => profile.mobile_phone.clone_from(&change.after),
                    ProfileField::BusinessPhone => {
                        profile.business_phones = change.after.iter().cloned().collect();
                    }
                    ProfileField::Office => profile.office_location.clone_from(&change.after),
                    other => panic!("{other:?} is not the person's"),
                }
            }
        }
        Ok(())
    }

    async fn change_photo(&self, _: &Authority, _: &SecretString, jpeg: &[u8]) -> Answer<()> {
        self.enter(format!("change photo {}", jpeg.len()))?;
        self.data().photo = Part::Given(Some(Photo {
            media_type: "image/jpeg",
            bytes: jpeg.into(),
        }));
        Ok(())
    }

    async fn remove_photo(&self, _: &Authority, _: &SecretString) -> Answer<()> {
        self.enter("remove photo".into())?;
        self.data().photo = Part::Given(None);
        Ok(())
    }
}
