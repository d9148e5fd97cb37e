//! Security methods: adding, changing, removing.

use secrecy::SecretString;
use workpass_domain::{answers::Answer, phone};

use super::Handle;
use crate::{
    error::UiError,
    explain,
    intent::{Intent, MethodsIntent, Reply},
    present::method,
    view::{
        ChannelName, CountryView, DefaultOptionName, MethodKindView, PhoneCheckView, PhoneSlotView,
        RecoveryCodesView, RegistrationView, SavedFileView, SecurityAnswer, SecurityQuestionsView,
        TrialWayName,
    },
};

impl Handle {
    pub async fn start_phone_registration(
        &self,
        phone_number: String,
        slot: PhoneSlotView,
        channel: ChannelName,
        replaces_method: Option<String>,
        accept_lock_out: bool,
    ) -> Result<RegistrationView, UiError> {
        self.ask_methods(|reply| MethodsIntent::StartPhoneRegistration {
            phone_number,
            slot,
            channel,
            replaces_method,
            accept_lock_out,
            reply,
        })
        .await
    }

    pub async fn start_authenticator_code_registration(
        &self,
        name: Option<String>,
    ) -> Result<RegistrationView, UiError> {
        self.ask_methods(|reply| MethodsIntent::StartAuthenticatorCodeRegistration { name, reply })
            .await
    }

    pub async fn start_authenticator_registration(&self) -> Result<RegistrationView, UiError> {
        self.ask_methods(|reply| MethodsIntent::StartAuthenticatorRegistration { reply })
            .await
    }

    pub async fn start_passkey_registration(
        &self,
        name: Option<String>,
    ) -> Result<RegistrationView, UiError> {
        self.ask_methods(|reply| MethodsIntent::StartPasskeyRegistration { name, reply })
            .await
    }

    /// Whether a registered method works; what is started is a registration like the others.
    pub async fn start_trial(&self, id: String, by: TrialWayName) -> Result<RegistrationView, UiError> {
        self.ask_methods(|reply| MethodsIntent::StartTrial { id, by, reply })
            .await
    }

    pub async fn watch_registration(&self, id: String) -> Result<RegistrationView, UiError> {
        self.ask_methods(|reply| MethodsIntent::WatchRegistration { id, reply })
            .await
    }

    pub async fn resend_registration(&self, id: String) -> Result<RegistrationView, UiError> {
        self.ask_methods(|reply| MethodsIntent::ResendRegistration { id, reply })
            .await
    }

    pub async fn confirm_registration(
        &self,
        id: String,
        code: String,
        name: Option<String>,
    ) -> Result<RegistrationView, UiError> {
        let code = SecretString::from(code);
        self.ask_methods(|reply| MethodsIntent::ConfirmRegistration {
            id,
            code,
            name,
            reply,
        })
        .await
    }

    pub async fn cancel_registration(&self, id: String) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::CancelRegistration { id, reply })
            .await
    }

    pub async fn open_registration_page(&self, id: String) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::OpenRegistrationPage { id, reply })
            .await
    }

    pub async fn security_questions(&self) -> Result<SecurityQuestionsView, UiError> {
        self.ask_methods(|reply| MethodsIntent::GetSecurityQuestions { reply })
            .await
    }

    pub async fn save_security_questions(&self, answers: Vec<SecurityAnswer>) -> Result<(), UiError> {
        let secret = |answer: SecurityAnswer| Answer {
            question_id: answer.question_id,
            answer: SecretString::from(answer.answer),
        };
        let answers = answers.into_iter().map(secret).collect();
        self.ask_methods(|reply| MethodsIntent::SaveSecurityQuestions { answers, reply })
            .await
    }

    pub async fn create_recovery_codes(&self) -> Result<RecoveryCodesView, UiError> {
        self.ask_methods(|reply| MethodsIntent::CreateRecoveryCodes { reply })
            .await
    }

    /// Into a file of a name and place that the shell chooses.
    pub async fn save_recovery_codes(&self, codes: Vec<String>) -> Result<SavedFileView, UiError> {
        let codes = codes.into_iter().map(SecretString::from).collect();
        self.ask_methods(|reply| MethodsIntent::SaveRecoveryCodes { codes, reply })
            .await
    }

    pub async fn print_recovery_codes(&self) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::PrintRecoveryCodes { reply })
            .await
    }

    pub async fn activate_hardware_token(
        &self,
        id: String,
        code: String,
        name: Option<String>,
    ) -> Result<(), UiError> {
        let code = SecretString::from(code);
        self.ask_methods(|reply| MethodsIntent::ActivateHardwareToken {
            id,
            code,
            name,
            reply,
        })
        .await
    }

    pub async fn delete_method(
        &self,
        id: String,
        kind: MethodKindView,
        accept_lock_out: bool,
    ) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::DeleteMethod {
            id,
            kind,
            accept_lock_out,
            reply,
        })
        .await
    }

    pub async fn rename_method(&self, id: String, name: String) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::RenameMethod { id, name, reply })
            .await
    }

    pub async fn set_default_method(&self, option: DefaultOptionName) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::SetDefaultMethod { option, reply })
            .await
    }

    pub async fn set_sms_sign_in(&self, id: String, on: bool, accept_lock_out: bool) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::SetSmsSignIn {
            id,
            on,
            accept_lock_out,
            reply,
        })
        .await
    }

    pub async fn forget_remembered_devices(&self) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::ForgetRememberedDevices { reply })
            .await
    }

    pub async fn confirm_security_info(&self) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::ConfirmSecurityInfo { reply })
            .await
    }

    pub async fn snooze_registration(&self) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::SnoozeRegistration { reply })
            .await
    }

    pub async fn cancel_step_up(&self) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::CancelStepUp { reply })
            .await
    }

    pub async fn reopen_step_up(&self) -> Result<(), UiError> {
        self.ask_methods(|reply| MethodsIntent::ReopenStepUp { reply })
            .await
    }

    /// Needs nobody: what a number is stands in the numbering plans. Starting the registration checks it again,
    /// against the organization's countries as well.
    pub fn check_phone_number(&self, text: &str, country: Option<&str>) -> Result<PhoneCheckView, UiError> {
        phone::check(text, country, None)
            .map(method::phone)
            .map_err(explain::phone)
    }

    /// Every country with phone numbers.
    pub fn countries(&self) -> Vec<CountryView> {
        phone::countries().into_iter().map(method::country).collect()
    }

    async fn ask_methods<T>(&self, intent: impl FnOnce(Reply<T>) -> MethodsIntent) -> Result<T, UiError> {
        self.ask(|reply| Intent::Methods(intent(reply))).await
    }
}
