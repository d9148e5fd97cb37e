//! Security methods: what Graph lets employees do themselves, and what only the extension has.

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_app::ports::{
    Authority, DirectoryError, MethodsPort, NewMethod, QuestionAnswer, RecoveryCodes, Registration,
    RegistrationKind, SecurityQuestions,
};
use workpass_domain::{method::MethodKind, preference::DefaultOption};
use workpass_http::Request;

use crate::{GraphDirectory, answers, directory::graph_of, endpoint::below};

/// Calls that this version has no words for yet.
fn not_offered<T>() -> Result<T, DirectoryError> {
    Err(DirectoryError::NotOffered)
}

#[async_trait]
impl MethodsPort for GraphDirectory {
    async fn start_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: &NewMethod,
    ) -> Result<Registration, DirectoryError> {
        not_offered()
    }

    async fn read_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: RegistrationKind,
        _: &str,
    ) -> Result<Registration, DirectoryError> {
        not_offered()
    }

    async fn resend_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: RegistrationKind,
        _: &str,
    ) -> Result<Registration, DirectoryError> {
        not_offered()
    }

    async fn confirm_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: RegistrationKind,
        _: &str,
        _: &SecretString,
        _: Option<&str>,
    ) -> Result<String, DirectoryError> {
        not_offered()
    }

    async fn cancel_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: RegistrationKind,
        _: &str,
    ) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn delete_method(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: &MethodKind,
        id: &str,
    ) -> Result<(), DirectoryError> {
        if *kind != MethodKind::Email {
            return not_offered();
        }
        let url = below(graph_of(at)?, &["me", "authentication", "emailMethods", id])?;
        let answer = self.graph(Request::delete(url), token).await?;
        answers::nothing(&answer)
    }

    async fn rename_method(
        &self,
        _: &Authority,
        _: &SecretString,
        _: &MethodKind,
        _: &str,
        _: &str,
    ) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn read_security_questions(
        &self,
        _: &Authority,
        _: &SecretString,
        _: &str,
    ) -> Result<SecurityQuestions, DirectoryError> {
        not_offered()
    }

    async fn save_security_questions(
        &self,
        _: &Authority,
        _: &SecretString,
        _: &[QuestionAnswer],
    ) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn create_recovery_codes(
        &self,
        _: &Authority,
        _: &SecretString,
    ) -> Result<RecoveryCodes, DirectoryError> {
        not_offered()
    }

    async fn activate_hardware_token(
        &self,
        _: &Authority,
        _: &SecretString,
        _: &str,
        _: &SecretString,
        _: Option<&str>,
    ) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn set_default_method(
        &self,
        _: &Authority,
        _: &SecretString,
        _: DefaultOption,
    ) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn set_sms_sign_in(
        &self,
        _: &Authority,
        _: &SecretString,
        _: &str,
        _: bool,
    ) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn forget_remembered_devices(&self, _: &Authority, _: &SecretString) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn confirm_security_info(&self, _: &Authority, _: &SecretString) -> Result<(), DirectoryError> {
        not_offered()
    }

    async fn snooze_registration(&self, _: &Authority, _: &SecretString) -> Result<(), DirectoryError> {
        not_offered()
    }
}
