//! A security key, played in software: it does what a browser and a key do together (WebAuthn §6, §5.1), and what they
//! would not do.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 4;
const BACKUP_ELIGIBLE: u8 = 8;
const HAS_CREDENTIAL: u8 = 0x40;

/// A key with what it keeps.
pub(crate) struct Authenticator {
    pub(crate) origin: String,
    pub(crate) aaguid: [u8; 16],
    /// Whether it asks for its PIN.
    pub(crate) verifies: bool,
    pub(crate) synced: bool,
    /// 0 for keys that do not count.
    pub(crate) counter: u32,
    credentials: Vec<Credential>,
}

struct Credential {
    id: Vec<u8>,
    key: EcdsaKeyPair,
    user_handle: Vec<u8>,
}

impl Authenticator {
    pub(crate) fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            aaguid: [7; 16],
            verifies: true,
            synced: false,
            counter: 1,
            credentials: Vec::new(),
        }
    }

    /// `navigator.credentials.create()`; none when it has one that is excluded.
    pub(crate) fn create(&mut self, options: &Value) -> Option<Value> {
        let excluded = options["excludeCredentials"].as_array().into_iter().flatten();
        let has = |id: &Value| {
            let id = decoded(id);
            self.credentials.iter().any(|own| own.id == id)
        };
        if excluded.into_iter().any(|excluded| has(&excluded["id"])) {
            return None;
        }
        Some(self.create_at_any_rate(options))
    }

    /// The same, whatever is excluded.
    pub(crate) fn create_at_any_rate(&mut self, options: &Value) -> Value {
        let rng = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &rng).unwrap();
        let mut id = vec![0; 32];
        rng.fill(&mut id).unwrap();
        self.credentials.push(Credential {
            id,
            key,
            user_handle: decoded(&options["user"]["id"]),
        });
        self.attest(options)
    }

    /// Answers with the newest credential as if it were new.
    pub(crate) fn attest(&self, options: &Value) -> Value {
        let made = self.credentials.last().unwrap();
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), HAS_CREDENTIAL);
        data.extend(self.aaguid);
        data.extend(u16::try_from(made.id.len()).unwrap().to_be_bytes());
        data.extend(&made.id);
        data.extend(cose(made.key.public_key().as_ref()));
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        let response = json!({
            "clientDataJSON": self.client_data("webauthn.create", &options["challenge"]),
            "attestationObject": URL_SAFE_NO_PAD.encode(object),
            "transports": ["usb"],
        });
        answer(&made.id, &response)
    }

    /// `navigator.credentials.get()` with the first credential that fits.
    pub(crate) fn get(&mut self, options: &Value) -> Option<Value> {
        self.counter += u32::from(self.counter > 0);
        let allowed = options["allowCredentials"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let fits = |own: &&Credential| {
            allowed.is_empty() || allowed.iter().any(|allowed| decoded(&allowed["id"]) == own.id)
        };
        let own = self.credentials.iter().find(fits)?;
        let data = self.data(options["rpId"].as_str().unwrap(), 0);
        let client_data = self.client_data("webauthn.get", &options["challenge"]);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &URL_SAFE_NO_PAD.decode(&client_data).unwrap()).as_ref());
        let signature = own.key.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "clientDataJSON": client_data,
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature.as_ref()),
            "userHandle": URL_SAFE_NO_PAD.encode(&own.user_handle),
        });
        Some(answer(&own.id, &response))
    }

    fn data(&self, rp_id: &str, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, rp_id.as_bytes()).as_ref().to_vec();
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let synced = if self.synced { BACKUP_ELIGIBLE } else { 0 };
        data.push(flags | USER_PRESENT | verified | synced);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> String {
        let data =
            json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        URL_SAFE_NO_PAD.encode(data.to_string())
    }
}

fn answer(id: &[u8], response: &Value) -> Value {
    let id = URL_SAFE_NO_PAD.encode(id);
    json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
}

/// A P-256 key as COSE (RFC 9053 §7.1): `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`.
fn cose(point: &[u8]) -> Vec<u8> {
    let (x, y) = point[1..].split_at(32);
    let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
    key.extend(x);
    key.extend(b"\x22\x58\x20");
    key.extend(y);
    key
}

fn decoded(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}
