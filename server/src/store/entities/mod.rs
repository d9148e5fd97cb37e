//! One module per table. Columns are what the migrations made; there are no lazy relations: joins are written where
//! they are needed.

pub mod acceptance;
pub mod approval;
pub mod audit_event;
pub mod authorization_code;
pub mod browser_session;
pub mod client;
pub mod consent;
pub mod device_authorization;
pub mod email_challenge;
pub mod email_method;
pub mod grant;
pub mod method_policy;
pub mod method_registration;
pub mod outbox_mail;
pub mod outbox_message;
pub mod password;
pub mod pending_sign_in;
pub mod photo;
pub mod rate_limit;
pub mod recovery_code;
pub mod refresh_token;
pub mod remembered_device;
pub mod security_answer;
pub mod security_method;
pub mod server_secret;
pub mod sign_in_lock;
pub mod signing_key;
pub mod tenant;
pub mod terms_document;
pub mod terms_exemption;
pub mod terms_file;
pub mod terms_version;
pub mod text_sign_in;
pub mod user;
pub mod voice_call;
