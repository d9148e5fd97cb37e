//! What the organization says of the employee (B-02).

use serde::{Deserialize, Serialize};

/// Graph `user`, the properties the app shows. All optional but the id: organizations fill in what they like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: String,
    pub display_name: Option<String>,
    pub given_name: Option<String>,
    pub surname: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub company_name: Option<String>,
    pub employee_id: Option<String>,
    pub user_principal_name: Option<String>,
    pub mail: Option<String>,
    pub other_mails: Vec<String>,
    /// `smtp:`/`SMTP:` addresses as Graph gives them.
    pub proxy_addresses: Vec<String>,
    pub business_phones: Vec<String>,
    pub mobile_phone: Option<String>,
    pub office_location: Option<String>,
    #[serde(default)]
    pub street_address: Option<String>,
    #[serde(default)]
    pub postal_code: Option<String>,
    #[serde(default)]
    pub state: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub preferred_language: Option<String>,
    /// `Member` or `Guest`.
    pub user_type: Option<String>,
}

impl Profile {
    /// What to call the person; the user name when the directory has no name.
    pub fn name(&self) -> Option<&str> {
        [&self.display_name, &self.user_principal_name, &self.mail]
            .into_iter()
            .flatten()
            .map(|name| name.trim())
            .find(|name| !name.is_empty())
    }

    /// B2B guests are `Guest`; everything else is a member.
    pub fn is_guest(&self) -> bool {
        self.user_type
            .as_deref()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("guest"))
    }

    /// The addresses the organization gave: user name, mail, and the SMTP proxy addresses without their prefix.
    pub fn work_addresses(&self) -> impl Iterator<Item = &str> {
        let own = [&self.mail, &self.user_principal_name]
            .into_iter()
            .flatten()
            .map(String::as_str);
        own.chain(
            self.proxy_addresses
                .iter()
                .filter_map(|proxy| smtp_address(proxy)),
        )
    }

    /// All associated e-mail addresses, the primary one first, each once (B-02).
    ///
    /// The user name is among them only when the directory has no other work address: it looks like an address but
    /// need not receive mail.
    pub fn email_addresses(&self) -> Vec<String> {
        let proxies = || self.proxy_addresses.iter().map(String::as_str);
        let primary = proxies().filter(|proxy| proxy.starts_with("SMTP:"));
        let work = self.mail.as_deref().into_iter().chain(primary).chain(proxies());
        let mut addresses = distinct(work.chain(self.other_mails.iter().map(String::as_str)));
        let has_work_address = self.mail.is_some() || proxies().any(|proxy| smtp_address(proxy).is_some());
        if let (false, Some(user_name)) = (has_work_address, &self.user_principal_name)
            && user_name.contains('@')
            && !self.is_guest()
        {
            addresses.insert(0, user_name.clone());
            addresses = distinct(addresses.iter().map(String::as_str));
        }
        addresses
    }
}

/// The address in a proxy address; `None` for other protocols (`sip:`, `x500:`) and for plain text.
fn smtp_address(proxy: &str) -> Option<&str> {
    let (protocol, address) = proxy.split_once(':')?;
    protocol.eq_ignore_ascii_case("smtp").then_some(address)
}

/// Each address once, in order, case ignored; proxy addresses of other protocols dropped.
fn distinct<'a>(addresses: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = Vec::new();
    let mut kept = Vec::new();
    for address in addresses {
        let address = match address.split_once(':') {
            Some(_) => smtp_address(address),
            None => Some(address),
        };
        let Some(address) = address.map(str::trim).filter(|a| !a.is_empty()) else {
            continue;
        };
        let folded = address.to_lowercase();
        if !seen.contains(&folded) {
            seen.push(folded);
            kept.push(address.to_owned());
        }
    }
    kept
}

/// One or two letters for the avatar when there is no photo: of the first and the last word.
///
/// Words in brackets are left out, because directories put departments there. `?` when there is no letter at all.
pub fn initials(name: &str) -> String {
    let mut depth = 0_u32;
    let plain: String = name
        .chars()
        .filter(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    let first_letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let letters: Vec<char> = plain
        .split(|c: char| c.is_whitespace() || c == '@')
        .filter_map(first_letter)
        .collect();
    match letters.as_slice() {
        [] => "?".to_owned(),
        [only] => only.to_uppercase().collect(),
        // `first.last@domain`: the part before the @ decides, the host says nothing of the person.
        [first, ..] if plain.contains('@') => first.to_uppercase().collect(),
        [first, .., last] => first.to_uppercase().chain(last.to_uppercase()).collect(),
    }
}

/// The employee's manager (Graph `GET /me/manager`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub display_name: Option<String>,
    pub job_title: Option<String>,
    pub mail: Option<String>,
}

/// The organization that owns the account, as this employee may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub id: Option<String>,
    pub display_name: String,
    pub verified_domains: Vec<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// Which blocks the profile shows (B-04); `None`: the organization did not say, so all that have content.
    pub profile_blocks: Option<Vec<ProfileBlock>>,
    pub apps_page: Option<String>,
    pub groups_page: Option<String>,
    pub access_reviews_page: Option<String>,
    /// Where app passwords are made and deleted (B-87 … B-89).
    #[serde(default)]
    pub app_passwords_page: Option<String>,
    /// The privacy notice (B-179).
    #[serde(default)]
    pub privacy_page: Option<String>,
    /// Whom to ask about privacy.
    #[serde(default)]
    pub privacy_contact: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileBlock {
    WorkInformation,
    Contact,
    Manager,
    Devices,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn b02_lists_the_primary_address_first_and_each_once() {
        let profile = Profile {
            user_principal_name: Some("sanne@noorderlicht.example".into()),
            mail: Some("Sanne.Visser@noorderlicht.example".into()),
            proxy_addresses: vec![
                "smtp:sv@noorderlicht.example".into(),
                "SMTP:sanne.visser@noorderlicht.example".into(),
                "X500:/o=Noorderlicht".into(),
                "sip:sanne@noorderlicht.example".into(),
            ],
            other_mails: vec!["sanne@thuis.example".into(), "SV@noorderlicht.example".into()],
            ..Profile::default()
        };
        assert_eq!(
            profile.email_addresses(),
            [
                "Sanne.Visser@noorderlicht.example",
                "sv@noorderlicht.example",
                "sanne@thuis.example"
            ]
        );
    }

    #[test]
    fn b02_the_user_name_stands_in_when_there_is_no_mailbox() {
        let profile = Profile {
            user_principal_name: Some("j.bakker@noorderlicht.example".into()),
            other_mails: vec!["J.Bakker@noorderlicht.example".into()],
            ..Profile::default()
        };
        assert_eq!(profile.email_addresses(), ["j.bakker@noorderlicht.example"]);
        let guest = Profile {
            user_principal_name: Some("x_y.example#EXT#@noorderlicht.example".into()),
            user_type: Some("guest".into()),
            ..Profile::default()
        };
        assert!(guest.email_addresses().is_empty() && guest.is_guest());
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Sanne Visser", "SV"),
            ("Jan Willem van der Berg", "JB"),
            ("émile", "É"),
            ("Bakker, Joost (Logistiek)", "BJ"),
            ("sanne@noorderlicht.example", "S"),
            ("  ", "?"),
            ("(extern)", "?"),
            ("李 小龍", "李小"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn initials_never_panic_and_are_short(name in any::<String>()) {
            let letters = initials(&name);
            prop_assert!(!letters.is_empty() && letters.chars().count() <= 6);
        }

        #[test]
        fn addresses_are_distinct_whatever_the_directory_holds(
            mail in proptest::option::of("[a-zA-Z]{1,3}@[a-z]{1,2}\\.nl"),
            proxies in proptest::collection::vec("(smtp|SMTP|sip):[a-cA-C]{1,2}@b\\.nl", 0..6),
            others in proptest::collection::vec("[a-cA-C]{1,2}@b\\.nl", 0..6),
        ) {
            let profile = Profile { mail: mail.clone(), proxy_addresses: proxies, other_mails: others, ..Profile::default() };
            let addresses = profile.email_addresses();
            let mut folded: Vec<_> = addresses.iter().map(|a| a.to_lowercase()).collect();
            folded.sort();
            folded.dedup();
            prop_assert_eq!(folded.len(), addresses.len());
            prop_assert_eq!(mail.as_ref(), mail.as_ref().and(addresses.first()));
        }
    }
}
