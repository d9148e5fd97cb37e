//! E-mail addresses as people type them: what is one, how it is shown, compared and sent to (RFC 5321 §4.1.2,
//! RFC 5890 for domains).

use crate::store::entities::{tenant, user};

/// RFC 5321 §4.5.3.1.3, without the angle brackets.
const MAX_ADDRESS: usize = 254;
/// RFC 5321 §4.5.3.1.1
const MAX_LOCAL_PART: usize = 64;

/// An address that mail can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EmailAddress {
    local: String,
    /// A-labels, lower case.
    ascii_domain: String,
    /// U-labels.
    unicode_domain: String,
}

impl EmailAddress {
    /// Reads what a person typed. None when it is no address, or one that cannot be used safely: quoted local
    /// parts, address literals and control characters (which could start another mail header) are refused.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 4 * MAX_ADDRESS || typed.chars().any(char::is_control) {
            return None;
        }
        let (local, domain) = typed.trim().rsplit_once('@')?;
        if !is_local_part(local) {
            return None;
        }
        // Characters that UTS 46 would map away silently are refused: the person must see what is used.
        if domain.is_empty() || domain.chars().any(char::is_whitespace) {
            return None;
        }
        let ascii_domain = idna::domain_to_ascii_strict(domain).ok()?;
        let labels: Vec<&str> = ascii_domain.split('.').collect();
        let last = labels.last()?;
        let numeric = last.bytes().all(|b| b.is_ascii_digit());
        if labels.len() < 2 || numeric || local.len() + 1 + ascii_domain.len() > MAX_ADDRESS {
            return None;
        }
        let (unicode_domain, valid) = idna::domain_to_unicode(&ascii_domain);
        valid.ok()?;
        Some(Self {
            local: local.to_owned(),
            ascii_domain,
            unicode_domain,
        })
    }

    /// As people read it.
    pub(crate) fn display(&self) -> String {
        format!("{}@{}", self.local, self.unicode_domain)
    }

    /// As SMTP takes it without extensions.
    pub(crate) fn smtp(&self) -> String {
        format!("{}@{}", self.local, self.ascii_domain)
    }

    /// Equal for addresses that reach the same mailbox: case does not matter (local parts could differ by case, but
    /// no provider does that).
    pub(crate) fn key(&self) -> String {
        self.smtp().to_ascii_lowercase()
    }

    /// The same without a `+tag`.
    fn mailbox_key(&self) -> String {
        let local = self
            .local
            .split('+')
            .next()
            .filter(|l| !l.is_empty())
            .unwrap_or(&self.local);
        format!("{local}@{}", self.ascii_domain).to_ascii_lowercase()
    }

    /// Whether the domain is one of these (A-labels, lower case) or lies under one.
    pub(crate) fn is_in_any(&self, domains: &[String]) -> bool {
        domains.iter().any(|domain| {
            let under = self.ascii_domain.strip_suffix(domain.as_str());
            under.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }
}

/// Whether it is the work or school address itself (B-44): the user name, the mail address, one of the aliases, or
/// one of them with a `+tag`.
pub(crate) fn is_work_address(address: &EmailAddress, user: &user::Model) -> bool {
    let aliases = user.proxy_addresses.0.iter().filter_map(|alias| {
        let (kind, address) = alias.split_once(':')?;
        kind.eq_ignore_ascii_case("smtp").then_some(address)
    });
    let own = aliases
        .chain([user.user_name.as_str()])
        .chain(user.mail.as_deref());
    let mailbox = address.mailbox_key();
    own.filter_map(EmailAddress::parse)
        .any(|work| work.mailbox_key() == mailbox)
}

/// The organization's own domains, when it refuses them as reset addresses.
pub(crate) fn work_domains(tenant: &tenant::Model) -> Vec<String> {
    if !tenant.settings.refuse_work_domains {
        return Vec::new();
    }
    tenant
        .verified_domains
        .0
        .iter()
        .map(|domain| domain.to_ascii_lowercase())
        .collect()
}

/// RFC 5321 `Dot-string`; what only a quoted string or SMTPUTF8 can carry is refused.
fn is_local_part(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    !local.is_empty()
        && local.len() <= MAX_LOCAL_PART
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(atom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b44_reads_ordinary_addresses() {
        let address = EmailAddress::parse(" Anna.de-Vries+reset@Example.ORG ").unwrap();
        assert_eq!(address.display(), "Anna.de-Vries+reset@example.org");
        assert_eq!(address.key(), "anna.de-vries+reset@example.org");
    }

    #[test]
    fn shows_unicode_domains_and_sends_to_a_labels() {
        let address = EmailAddress::parse("anna@bücher.example").unwrap();
        assert_eq!(address.display(), "anna@bücher.example");
        assert_eq!(address.smtp(), "anna@xn--bcher-kva.example");
        assert_eq!(EmailAddress::parse("anna@xn--bcher-kva.example"), Some(address));
    }

    #[test]
    fn refuses_what_is_no_address_or_could_start_another_header() {
        let long = format!("{}@example.org", "a".repeat(300));
        let long_domain = format!("a@{}.example", ["b".repeat(60).as_str(); 5].join("."));
        for bad in [
            "",
            " ",
            "@",
            "a@",
            "@example.org",
            "a",
            "a b@example.org",
            "a@b",
            "a@@example.org",
            ".a@example.org",
            "a.@example.org",
            "a..b@example.org",
            "a@example..org",
            "a@.example.org",
            "a@example.org.",
            "a@-example.org",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "\"a b\"@example.org",
            "a@exam ple.org",
            "a@example.org\r\nBcc: b@example.org",
            "a\n@example.org",
            "a@example.org\n",
            "a\0@example.org",
            "a,b@example.org",
            "<a@example.org>",
            "Anna <a@example.org>",
            "é@example.org",
            "a@exa_mple.org",
            long.as_str(),
            long_domain.as_str(),
        ] {
            assert_eq!(EmailAddress::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_domain_is_matched_as_a_whole_label() {
        let domains = ["noorderlicht.example".to_owned()];
        let is_in = |typed: &str| EmailAddress::parse(typed).unwrap().is_in_any(&domains);
        assert!(is_in("a@noorderlicht.example"));
        assert!(is_in("a@mail.Noorderlicht.example"));
        assert!(!is_in("a@zuidernoorderlicht.example"));
    }

    #[test]
    fn a_tag_does_not_make_another_mailbox() {
        let address = EmailAddress::parse("Anna+x@noorderlicht.example").unwrap();
        assert_eq!(address.mailbox_key(), "anna@noorderlicht.example");
        assert_eq!(
            EmailAddress::parse("+x@example.org").unwrap().mailbox_key(),
            "+x@example.org"
        );
    }
}
