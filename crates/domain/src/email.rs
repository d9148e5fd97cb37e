//! E-mail addresses as a security method: what may be typed, and what is refused before anything is sent.

use crate::profile::Profile;

/// Longest address that fits an SMTP path (RFC 5321 §4.5.3.1.3, erratum 1690), in octets.
pub const LONGEST: usize = 254;

/// Longest part before the `@` (RFC 5321 §4.5.3.1.1), in octets.
const LONGEST_LOCAL: usize = 64;

/// An address that can be sent to: one `@`, a dotted host name in ASCII (IDNA) in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

/// Why a typed address is refused, in the order in which a person should hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    #[error("nothing was typed")]
    Empty,
    #[error("this is not an e-mail address")]
    Invalid,
    #[error("the address is longer than {LONGEST} octets")]
    TooLong,
    /// B-44.
    #[error("this is the work address")]
    WorkAddress,
}

impl EmailAddress {
    /// Reads what a person typed. Space around it is forgiven, anything else is not.
    ///
    /// Quoted local parts and address literals (RFC 5321 §4.1.2) are refused: nobody has one, and they hide tricks.
    pub fn parse(typed: &str) -> Result<Self, EmailFault> {
        let typed = typed.trim_matches(' ');
        if typed.trim().is_empty() {
            return Err(EmailFault::Empty);
        }
        if typed.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(EmailFault::Invalid);
        }
        let (local, domain) = typed.split_once('@').ok_or(EmailFault::Invalid)?;
        if domain.contains('@') || !is_dot_atom(local) {
            return Err(EmailFault::Invalid);
        }
        if typed.len() > LONGEST || local.len() > LONGEST_LOCAL {
            return Err(EmailFault::TooLong);
        }
        let address = Self {
            local: local.to_owned(),
            domain: host_name(domain)?,
        };
        if address.local.len() + 1 + address.domain.len() > LONGEST {
            return Err(EmailFault::TooLong);
        }
        Ok(address)
    }

    /// The domain in ASCII and lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether both reach the same mailbox, as far as anybody outside its host can say: case is ignored.
    fn is_same_mailbox(&self, other: &Self) -> bool {
        self.domain == other.domain && self.local.to_lowercase() == other.local.to_lowercase()
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// What counts as the work address of one employee.
#[derive(Clone, Debug, Default)]
pub struct WorkAddresses {
    addresses: Vec<EmailAddress>,
    domains: Vec<String>,
}

impl WorkAddresses {
    /// From the directory's own addresses of the employee and the organization's forbidden domains.
    pub fn new(profile: Option<&Profile>, forbidden_domains: &[String]) -> Self {
        let of_profile = profile.into_iter().flat_map(Profile::work_addresses);
        let addresses = of_profile
            .filter_map(|address| EmailAddress::parse(address).ok())
            .collect();
        let domains = forbidden_domains
            .iter()
            .filter_map(|domain| host_name(domain.trim().trim_start_matches('@')).ok())
            .collect();
        Self { addresses, domains }
    }

    /// B-44: the method must not be the work or school address.
    pub fn contain(&self, address: &EmailAddress) -> bool {
        self.addresses.iter().any(|own| own.is_same_mailbox(address))
            || self.domains.contains(&address.domain)
    }
}

/// The whole check at *Next*: an address, and not the work address (B-44).
pub fn check(typed: &str, work: &WorkAddresses) -> Result<EmailAddress, EmailFault> {
    let address = EmailAddress::parse(typed)?;
    if work.contain(&address) {
        return Err(EmailFault::WorkAddress);
    }
    Ok(address)
}

/// RFC 5322 §3.2.3 dot-atom, with letters and digits of any script (RFC 6531 §3.3).
fn is_dot_atom(local: &str) -> bool {
    let is_atext = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// A dotted host name in ASCII and lower case.
fn host_name(domain: &str) -> Result<String, EmailFault> {
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| EmailFault::Invalid)?;
    let last = ascii.rsplit('.').next().unwrap_or_default();
    let is_address = last.bytes().all(|b| b.is_ascii_digit());
    if !ascii.contains('.') || is_address {
        return Err(EmailFault::Invalid);
    }
    Ok(ascii)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn work() -> WorkAddresses {
        let profile = Profile {
            user_principal_name: Some("Sanne@noorderlicht.example".into()),
            mail: Some("sanne.visser@noorderlicht.example".into()),
            proxy_addresses: vec![
                "SMTP:s.visser@Noorderlicht.example".into(),
                "sip:sanne@chat.example".into(),
            ],
            other_mails: vec!["sanne@thuis.example".into()],
            ..Profile::default()
        };
        WorkAddresses::new(Some(&profile), &["Corp.Example".into(), "@bücher.example".into()])
    }

    #[test]
    fn b43_accepts_what_people_have() {
        for good in [
            "sanne@thuis.example",
            "  sanne@thuis.example ",
            "o'brien+work@mail.example.nl",
            "jürgen@example.de",
            "a@b.co",
        ] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn b43_an_idn_domain_is_sent_in_ascii() {
        let address = EmailAddress::parse("info@Bücher.example").unwrap();
        assert_eq!(address.to_string(), "info@xn--bcher-kva.example");
    }

    #[test]
    fn an_empty_address_is_told_apart_from_a_wrong_one() {
        assert_eq!(EmailAddress::parse(""), Err(EmailFault::Empty));
        assert_eq!(EmailAddress::parse(" \u{a0}\t "), Err(EmailFault::Empty));
        assert_eq!(EmailAddress::parse("sanne"), Err(EmailFault::Invalid));
    }

    #[test]
    fn refuses_what_could_split_a_mail_header() {
        for bad in [
            "sanne@thuis.example\r\nBcc: x@y.example",
            "sanne\n@thuis.example",
            "sanne@thuis.example\n",
            "sanne@thuis.example\0",
            "a b@thuis.example",
            "a@b@c.example",
            "<a@b.example>",
            "\"a b\"@c.example",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@localhost",
            "a@-x.example",
            ".a@b.example",
            "a..b@c.example",
            "@b.example",
            "a@",
        ] {
            assert_eq!(EmailAddress::parse(bad), Err(EmailFault::Invalid), "{bad:?}");
        }
    }

    #[test]
    fn refuses_300_characters_as_too_long() {
        let long = format!(
            "{}@{}.example",
            "a".repeat(40),
            ["b".repeat(60).as_str(); 4].join(".")
        );
        assert!(long.len() > LONGEST);
        assert_eq!(EmailAddress::parse(&long), Err(EmailFault::TooLong));
        assert_eq!(
            EmailAddress::parse(&format!("{}@b.example", "a".repeat(300))),
            Err(EmailFault::TooLong)
        );
    }

    #[test]
    fn b44_refuses_the_work_address_in_any_spelling() {
        for own in [
            "sanne@noorderlicht.example",
            "SANNE@NOORDERLICHT.EXAMPLE",
            "Sanne.Visser@Noorderlicht.example",
            "s.visser@noorderlicht.example",
        ] {
            assert_eq!(check(own, &work()), Err(EmailFault::WorkAddress), "{own}");
        }
    }

    #[test]
    fn b44_refuses_the_forbidden_domains_also_as_idn() {
        assert_eq!(check("x@corp.example", &work()), Err(EmailFault::WorkAddress));
        assert_eq!(check("x@BÜCHER.example", &work()), Err(EmailFault::WorkAddress));
        assert_eq!(
            check("x@xn--bcher-kva.example", &work()),
            Err(EmailFault::WorkAddress)
        );
    }

    #[test]
    fn b44_accepts_a_private_address_the_directory_knows() {
        assert!(check("sanne@thuis.example", &work()).is_ok());
        assert!(check("sanne@notcorp.example", &work()).is_ok());
    }

    proptest! {
        #[test]
        fn never_panics_and_what_passes_is_clean(typed in any::<String>()) {
            if let Ok(address) = EmailAddress::parse(&typed) {
                let sent = address.to_string();
                prop_assert!(sent.len() <= LONGEST);
                prop_assert_eq!(sent.matches('@').count(), 1);
                prop_assert!(!sent.chars().any(|c| c.is_control() || c.is_whitespace()));
                prop_assert!(address.domain().is_ascii());
            }
        }

        #[test]
        fn what_was_accepted_is_accepted_again(local in "[a-z0-9._+-]{1,20}", domain in "[a-z0-9-]{1,20}\\.[a-z]{2,6}") {
            if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
                prop_assert_eq!(EmailAddress::parse(&address.to_string()), Ok(address));
            }
        }

        #[test]
        fn b44_case_never_hides_the_work_address(flips in proptest::collection::vec(any::<bool>(), 33)) {
            let own = "sanne.visser@noorderlicht.example";
            let typed: String = own.chars().zip(flips).map(|(c, up)| if up { c.to_ascii_uppercase() } else { c }).collect();
            prop_assert_eq!(check(&typed, &work()), Err(EmailFault::WorkAddress));
        }
    }
}
