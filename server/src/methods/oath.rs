//! Time-based one-time codes (RFC 6238), as authenticator apps and hardware tokens make them. Pure: the time is
//! passed in, what was used before is the caller's to keep.

use secrecy::{ExposeSecret, SecretSlice, SecretString};
use totp_rs::{Builder, Secret, Totp};

use crate::random;

/// RFC 4226 §4 recommends 160 bits.
const SECRET_BYTES: usize = 20;
/// RFC 4226 §4 requires 128 bits; more than 128 characters of base32 is no token's.
const TOKEN_SECRET_BYTES: std::ops::RangeInclusive<usize> = 16..=80;

/// How a code is made, beside the secret. Always with HMAC-SHA-1: many apps ignore any other wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Seconds that one code lasts.
    pub period: u32,
    pub digits: u8,
}

impl Shape {
    /// What every authenticator app expects.
    pub const APP: Self = Self {
        period: 30,
        digits: 6,
    };

    /// The shape of a hardware token, when there are tokens like it.
    pub fn of_token(period: u32, digits: u8) -> Option<Self> {
        (matches!(period, 30 | 60) && matches!(digits, 6 | 8)).then_some(Self { period, digits })
    }

    /// The step an instant (milliseconds since the Unix epoch) lies in.
    pub fn step(self, now_ms: i64) -> i64 {
        now_ms.div_euclid(1000).div_euclid(i64::from(self.period))
    }
}

/// Which steps are looked at: those around the step of the other clock, which runs `drift` steps ahead of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub drift: i64,
    /// How many steps to either side.
    pub reach: i64,
}

impl Window {
    /// RFC 6238 §5.2 recommends one step at most.
    pub const USUAL: Self = Self { drift: 0, reach: 1 };
    /// For the first code of a hardware token, whose clock may have run off in the drawer (RFC 6238 §6).
    pub const FIRST: Self = Self { drift: 0, reach: 10 };

    /// The usual width around a clock that runs `drift` steps ahead.
    pub const fn around(drift: i64) -> Self {
        Self { drift, reach: 1 }
    }
}

/// What a typed code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The code of this step, which comes after the last one used.
    Right {
        step: i64,
    },
    /// The code of a step that was used, or that is older than one that was.
    Used,
    Wrong,
}

/// A fresh secret for an authenticator app.
pub fn new_secret() -> SecretSlice<u8> {
    random::bytes::<SECRET_BYTES>().to_vec().into()
}

/// A secret as base32 (RFC 4648 §6), without padding.
pub fn to_base32(secret: &SecretSlice<u8>) -> SecretString {
    Secret::from(secret.expose_secret().to_vec()).to_base32().into()
}

/// A hardware token's secret as its maker delivers it: base32, where case, blanks and padding do not matter. None
/// when it is none, or one too short to be safe.
pub fn from_base32(text: &SecretString) -> Option<SecretSlice<u8>> {
    let compact: String = text
        .expose_secret()
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let compact = compact.trim_end_matches('=').to_ascii_uppercase();
    let compact: SecretString = compact.into();
    let secret = Secret::try_from_base32(compact.expose_secret()).ok()?;
    TOKEN_SECRET_BYTES
        .contains(&secret.as_bytes().len())
        .then(|| secret.as_bytes().to_vec().into())
}

/// The address in the QR code of an authenticator app (the `otpauth` key URI format).
pub fn key_uri(issuer: &str, account_name: &str, secret: &SecretSlice<u8>) -> SecretString {
    // A colon separates the two in the label and may be in neither.
    let plain = |text: &str| text.replace(':', " ").trim().to_owned();
    let account_name = plain(account_name);
    Builder::new()
        .with_issuer(Some(plain(issuer)))
        .with_account_name(if account_name.is_empty() {
            "-".to_owned()
        } else {
            account_name
        })
        .with_secret(secret.expose_secret().to_vec())
        .build()
        .and_then(|totp| totp.to_url())
        .expect("a secret of 160 bits and names without a colon make an address")
        .into()
}

/// What a typed code is at an instant, when `last_step` is the last one used.
pub fn check(
    secret: &SecretSlice<u8>,
    shape: Shape,
    window: Window,
    last_step: Option<i64>,
    now_ms: i64,
    typed: &str,
) -> Checked {
    let Some(totp) = generator(secret, shape) else {
        return Checked::Wrong;
    };
    let typed: SecretString = digits_of(typed).into();
    let middle = shape.step(now_ms) + window.drift;
    let mut is_used = false;
    // Every step is compared, whichever fits: the time taken tells nothing.
    let mut right = None;
    for step in middle - window.reach..=middle + window.reach {
        let Ok(at) = u64::try_from(step * i64::from(shape.period)) else {
            continue;
        };
        if totp.check(typed.expose_secret(), at).is_none() {
            continue;
        }
        if last_step.is_some_and(|last| step <= last) {
            is_used = true;
        } else if right.is_none() {
            right = Some(step);
        }
    }
    match right {
        Some(step) => Checked::Right { step },
        None if is_used => Checked::Used,
        None => Checked::Wrong,
    }
}

/// The digits of a code as people type it: apps show it with a gap.
fn digits_of(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(16)
        .collect()
}

fn generator(secret: &SecretSlice<u8>, shape: Shape) -> Option<Totp> {
    Builder::new()
        .with_digits(shape.digits)
        .with_step_duration(shape.period.into())
        // The window is ours: each step is judged by itself.
        .with_skew(0)
        .with_secret(secret.expose_secret().to_vec())
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_795_338_000_000;

    fn code_at(secret: &SecretSlice<u8>, shape: Shape, step: i64) -> String {
        let at = u64::try_from(step * i64::from(shape.period)).unwrap();
        generator(secret, shape).unwrap().generate(at).to_string()
    }

    #[test]
    fn b57_makes_the_codes_of_rfc_6238_appendix_b() {
        let secret: SecretSlice<u8> = b"12345678901234567890".to_vec().into();
        let shape = Shape {
            period: 30,
            digits: 8,
        };
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let found = check(&secret, shape, Window::USUAL, None, seconds * 1000, code);
            assert_eq!(found, Checked::Right { step: seconds / 30 });
        }
    }

    #[test]
    fn b57_the_address_names_organization_and_account() {
        let secret: SecretSlice<u8> = b"12345678901234567890".to_vec().into();
        let uri = key_uri(
            "Noorderlicht: Logistiek B.V.",
            "sanne@noorderlicht.example",
            &secret,
        );
        assert_eq!(
            uri.expose_secret(),
            "otpauth://totp/Noorderlicht%20%20Logistiek%20B.V.:sanne%40noorderlicht.example?secret=\
             GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Noorderlicht%20%20Logistiek%20B.V."
        );
        assert!(
            key_uri("", ":", &secret)
                .expose_secret()
                .starts_with("otpauth://totp/")
        );
    }

    #[test]
    fn secrets_of_makers_are_read_leniently_and_short_ones_refused() {
        let read = |text: &str| from_base32(&text.to_owned().into());
        let secret = read("gezd gnbv gy3t-qojq GEZDGNBVGY3TQOJQ====").unwrap();
        assert_eq!(secret.expose_secret(), b"12345678901234567890");
        let long = "A".repeat(400);
        for bad in [
            "",
            "GEZDGNBV",
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ!",
            "0189",
            long.as_str(),
        ] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_is_no_code_is_wrong() {
        let secret = new_secret();
        let shape = Shape::APP;
        let right = code_at(&secret, shape, shape.step(NOW));
        let of = |typed: &str| check(&secret, shape, Window::USUAL, None, NOW, typed);
        assert!(matches!(
            of(&format!(" {} {}-", &right[..3], &right[3..])),
            Checked::Right { .. }
        ));
        for bad in [
            "",
            "12345",
            "1234567",
            "+12345",
            "½23456",
            "١٢٣٤٥٦",
            "12345a",
            "000000\0",
        ] {
            if bad != right {
                assert_eq!(of(bad), Checked::Wrong, "{bad}");
            }
        }
    }

    fn shapes() -> impl Strategy<Value = Shape> {
        (prop_oneof![Just(30), Just(60)], prop_oneof![Just(6), Just(8)])
            .prop_map(|(period, digits)| Shape { period, digits })
    }

    proptest! {
        #[test]
        fn b57_a_code_counts_in_its_step_and_the_neighbours_only(
            secret in proptest::array::uniform20(any::<u8>()),
            shape in shapes(),
            now_ms in 0..4_102_444_800_000_i64,
            off in -5..=5_i64,
        ) {
            let secret: SecretSlice<u8> = secret.to_vec().into();
            let step = shape.step(now_ms) + off;
            prop_assume!(step >= 0);
            let code = code_at(&secret, shape, step);
            let found = check(&secret, shape, Window::USUAL, None, now_ms, &code);
            if off.abs() <= 1 {
                // Two steps of the window may have the same code: the earlier one is as good.
                let right = matches!(found, Checked::Right { step: found } if (found - shape.step(now_ms)).abs() <= 1);
                prop_assert!(right, "{found:?}");
            } else if let Checked::Right { step: found } = found {
                // By chance the code of a neighbour as well.
                prop_assert_eq!(code_at(&secret, shape, found), code);
            }
        }

        #[test]
        fn b57_no_code_counts_twice_or_after_a_later_one(
            secret in proptest::array::uniform20(any::<u8>()),
            now_ms in 100_000..4_102_444_800_000_i64,
            first in -1..=1_i64,
            second in -1..=1_i64,
        ) {
            let secret: SecretSlice<u8> = secret.to_vec().into();
            let shape = Shape::APP;
            let middle = shape.step(now_ms);
            let code = |off: i64| code_at(&secret, shape, middle + off);
            let look = |last, typed: &str| check(&secret, shape, Window::USUAL, last, now_ms, typed);
            let Checked::Right { step: used } = look(None, &code(first)) else {
                return Err(TestCaseError::fail("the first code is right"));
            };
            match look(Some(used), &code(second)) {
                Checked::Right { step } => prop_assert!(step > used),
                Checked::Used => prop_assert!(middle + second <= used),
                Checked::Wrong => prop_assert!(false, "a code of the window is known"),
            }
        }

        #[test]
        fn a_token_that_runs_off_is_found_by_its_first_code(
            secret in proptest::array::uniform20(any::<u8>()),
            shape in shapes(),
            now_ms in 1_000_000..4_102_444_800_000_i64,
            drift in -10..=10_i64,
        ) {
            let secret: SecretSlice<u8> = secret.to_vec().into();
            let step = shape.step(now_ms) + drift;
            let code = code_at(&secret, shape, step);
            let Checked::Right { step: found } = check(&secret, shape, Window::FIRST, None, now_ms, &code) else {
                return Err(TestCaseError::fail("the first code is found"));
            };
            // Its next code is found with the drift that was learnt.
            let learnt = Window::around(found - shape.step(now_ms));
            let later = now_ms + i64::from(shape.period) * 1000;
            prop_assume!(found == step);
            let next = check(&secret, shape, learnt, Some(found), later, &code_at(&secret, shape, step + 1));
            prop_assert!(matches!(next, Checked::Right { .. }), "{next:?}");
        }
    }
}
