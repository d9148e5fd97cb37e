//! A double of an authority: `wiremock` with real keys, for the faults real ones do not produce.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
        RSA_PSS_SHA256, RsaKeyPair,
    },
};
use rsa::{pkcs8::EncodePrivateKey, traits::PublicKeyParts};
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::datetime};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};
use workpass_app::ports::{Authority, AuthorityPort, Clock, Computer};
use workpass_http::{Http, TimeOuts};
use workpass_oauth::OAuthAuthority;

pub(crate) const CLIENT: &str = "app";
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-22 10:00:00 UTC);

/// Stands still; sleeping ends only when told.
pub(crate) struct StillClock {
    pub(crate) now: Mutex<OffsetDateTime>,
    pub(crate) over: tokio::sync::Notify,
}

#[async_trait]
impl Clock for StillClock {
    fn now(&self) -> OffsetDateTime {
        *self.now.lock().unwrap()
    }

    async fn sleep(&self, duration: Duration) {
        // Waits between attempts pass at once; time-outs pass when the test says so.
        if duration < Duration::from_secs(10) {
            return;
        }
        self.over.notified().await;
    }
}

pub(crate) struct Double {
    pub(crate) server: MockServer,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) port: OAuthAuthority,
    pub(crate) issuer: String,
}

impl Double {
    /// An authority that publishes its document and keys; the token endpoints are the test's.
    pub(crate) async fn start() -> Self {
        Self::with_time_out(Duration::from_secs(20)).await
    }

    pub(crate) async fn with_time_out(total: Duration) -> Self {
        let server = MockServer::start().await;
        let issuer = format!("http://localhost:{}/t/v2.0", server.address().port());
        let double = Self::within(total, server, &issuer);
        double.answers("GET", "/keys", 200, keys()).await;
        double
    }

    pub(crate) fn at(server: MockServer, issuer: &str) -> Self {
        Self::within(Duration::from_secs(20), server, issuer)
    }

    fn within(total: Duration, server: MockServer, issuer: &str) -> Self {
        let clock = Arc::new(StillClock {
            now: Mutex::new(NOW),
            over: tokio::sync::Notify::new(),
        });
        let time_outs = TimeOuts {
            connect: Duration::from_secs(2),
            total,
        };
        let http = Http::with_time_outs(clock.clone(), time_outs);
        let port = OAuthAuthority::new(http, clock.clone(), issuer, CLIENT);
        Self {
            server,
            clock,
            port,
            issuer: issuer.to_owned(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.server.address().port())
    }

    pub(crate) fn document(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "token_endpoint": self.url("/token"),
            "device_authorization_endpoint": self.url("/device"),
            "authorization_endpoint": self.url("/authorize"),
            "revocation_endpoint": self.url("/revoke"),
            "jwks_uri": self.url("/keys"),
        })
    }

    pub(crate) async fn discovered(&self) -> Authority {
        self.answers(
            "GET",
            "/t/v2.0/.well-known/openid-configuration",
            200,
            self.document(),
        )
        .await;
        self.port.discover().await.unwrap()
    }

    pub(crate) async fn answers(&self, verb: &str, at: &str, status: u16, body: Value) {
        self.responds(verb, at, ResponseTemplate::new(status).set_body_json(body))
            .await;
    }

    pub(crate) async fn responds(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(answer)
            .mount(&self.server)
            .await;
    }

    /// The fields of the last form posted to `at`.
    pub(crate) async fn last_form(&self, at: &str) -> Vec<(String, String)> {
        let requests = self.server.received_requests().await.unwrap();
        let request = requests
            .iter()
            .rev()
            .find(|request| request.url.path() == at)
            .unwrap();
        url::form_urlencoded::parse(&request.body).into_owned().collect()
    }

    pub(crate) async fn count(&self, at: &str) -> usize {
        let requests = self.server.received_requests().await.unwrap();
        requests.iter().filter(|request| request.url.path() == at).count()
    }

    pub(crate) fn claims(&self) -> Value {
        json!({
            "iss": self.issuer, "sub": "subject", "aud": CLIENT, "name": "Anna de Vries",
            "preferred_username": "anna@noorderlicht.example",
            "tid": "tenant", "oid": "object",
            "iat": NOW.unix_timestamp(), "exp": NOW.unix_timestamp() + 3600,
        })
    }

    /// A token answer with an id token of these claims.
    pub(crate) fn granted(&self, algorithm: &str, claims: &Value) -> Value {
        json!({
            "token_type": "Bearer", "access_token": "canary-access", "refresh_token": "canary-refresh",
            "expires_in": 3600, "scope": "openid User.Read", "id_token": sign(algorithm, claims),
        })
    }
}

pub(crate) fn computer() -> Computer {
    Computer {
        name: "LAPTOP-7".into(),
        system: "Debian GNU/Linux".into(),
        app_version: "1.4.0".into(),
        installation: Some("0123456789abcdef0123456789abcdef".into()),
    }
}

struct Rsa {
    pair: RsaKeyPair,
    n: Vec<u8>,
    e: Vec<u8>,
}

/// Only where a test is about RSA: making such a key takes its time.
fn rsa() -> &'static Rsa {
    static RSA: OnceLock<Rsa> = OnceLock::new();
    RSA.get_or_init(|| {
        let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        let pair = RsaKeyPair::from_pkcs8(key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
        Rsa {
            pair,
            n: key.n().to_bytes_be(),
            e: key.e().to_bytes_be(),
        }
    })
}

fn curves() -> &'static (EcdsaKeyPair, Ed25519KeyPair) {
    static CURVES: OnceLock<(EcdsaKeyPair, Ed25519KeyPair)> = OnceLock::new();
    CURVES.get_or_init(|| {
        let random = SystemRandom::new();
        let ec = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let ed = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let ec = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, ec.as_ref(), &random).unwrap();
        (ec, Ed25519KeyPair::from_pkcs8(ed.as_ref()).unwrap())
    })
}

/// The published set: a key per curve, named after its algorithm, and one a client must pass over.
pub(crate) fn keys() -> Value {
    let (ec, ed) = curves();
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let point = ec.public_key().as_ref();
    json!({"keys": [
        {"kty": "oct", "kid": "ES256", "k": "AAAA"},
        {"kty": "EC", "crv": "P-256", "kid": "ES256", "x": text(&point[1..33]), "y": text(&point[33..])},
        {"kty": "OKP", "crv": "Ed25519", "kid": "EdDSA", "x": text(ed.public_key().as_ref())},
    ]})
}

pub(crate) fn rsa_keys() -> Value {
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (n, e) = (text(&rsa().n), text(&rsa().e));
    json!({"keys": [
        {"kty": "RSA", "use": "enc", "kid": "RS256", "n": n, "e": e},
        {"kty": "RSA", "use": "sig", "kid": "RS256", "n": n, "e": e},
        {"kty": "RSA", "use": "sig", "kid": "PS256", "n": n, "e": e},
    ]})
}

pub(crate) fn sign(algorithm: &str, claims: &Value) -> String {
    sign_as(
        &json!({"alg": algorithm, "kid": algorithm, "typ": "JWT"}),
        algorithm,
        claims,
    )
}

pub(crate) fn sign_as(header: &Value, algorithm: &str, claims: &Value) -> String {
    let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", text(header), text(claims));
    let random = SystemRandom::new();
    let rsa_signed = |padding: &'static dyn ring::signature::RsaEncoding| {
        let mut signature = vec![0; rsa().pair.public().modulus_len()];
        rsa()
            .pair
            .sign(padding, &random, signed.as_bytes(), &mut signature)
            .unwrap();
        signature
    };
    let signature = match algorithm {
        "RS256" => rsa_signed(&RSA_PKCS1_SHA256),
        "PS256" => rsa_signed(&RSA_PSS_SHA256),
        "ES256" => curves()
            .0
            .sign(&random, signed.as_bytes())
            .unwrap()
            .as_ref()
            .to_vec(),
        "EdDSA" => curves().1.sign(signed.as_bytes()).as_ref().to_vec(),
        other => panic!("{other}"),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
