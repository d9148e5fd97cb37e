//! Which push services may be called. The address comes from a phone: it must be one of the services that the operator
//! allows, by https, and the name must lead out of our own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Context, bail};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;
use url::{Host, Url};

/// The services of the browsers there are: Chrome and its kin, Firefox, Edge, Safari.
pub const USUAL_HOSTS: [&str; 4] = [
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.notify.windows.com",
    "*.push.apple.com",
];
/// Says that nobody is woken.
const NONE: &str = "none";
/// The longest address that is kept.
const LONGEST: usize = 2048;

/// Why an address is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotCalled {
    #[error("it is no address of a push service")]
    Malformed,
    #[error("this push service is not one of those that are allowed")]
    NotAllowed,
}

/// The services that may be called.
#[derive(Clone, Debug)]
pub(super) struct Services {
    /// Host names in lower case.
    exact: Vec<String>,
    /// What host names may end with, with the dot in front.
    below: Vec<String>,
    /// Also this machine, without TLS: development only.
    loopback: bool,
}

impl Services {
    /// Reads the operator's list; none when it is `none`.
    ///
    /// # Errors
    /// Says which entry is no host name.
    pub(super) fn of(hosts: &[String], loopback: bool) -> anyhow::Result<Option<Self>> {
        let hosts: Vec<&str> = hosts.iter().map(|host| host.trim()).collect();
        if hosts == [NONE] {
            return Ok(None);
        }
        let mut services = Self {
            exact: Vec::new(),
            below: Vec::new(),
            loopback,
        };
        for written in hosts {
            let (is_below, name) = match written.strip_prefix("*.") {
                Some(name) => (true, name),
                None => (false, written),
            };
            let name = match Host::parse(name).with_context(|| format!("{written:?} is no host name"))? {
                Host::Domain(name) if name.contains('.') && !name.ends_with('.') && !name.contains('*') => {
                    name
                }
                _ => bail!(
                    "{written:?} is no name of a push service: a name such as push.example, or *.push.example"
                ),
            };
            if is_below {
                services.below.push(format!(".{name}"));
            } else {
                services.exact.push(name);
            }
        }
        Ok(Some(services))
    }

    /// Takes the address a phone told.
    ///
    /// # Errors
    /// Says why it is not called.
    pub(super) fn endpoint(&self, text: &str) -> Result<Url, NotCalled> {
        let url = Url::parse(text).map_err(|_| NotCalled::Malformed)?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if text.len() > LONGEST || !is_plain {
            return Err(NotCalled::Malformed);
        }
        if self.loopback && matches!(url.scheme(), "http" | "https") && is_loopback(&url) {
            return Ok(url);
        }
        // A port of its own is none of a push service.
        if url.scheme() != "https" || url.port().is_some() {
            return Err(NotCalled::Malformed);
        }
        match url.host() {
            Some(Host::Domain(name)) if self.allows(name) => Ok(url),
            _ => Err(NotCalled::NotAllowed),
        }
    }

    fn allows(&self, name: &str) -> bool {
        self.exact.iter().any(|exact| exact == name)
            || self
                .below
                .iter()
                .any(|below| name.len() > below.len() && name.ends_with(below.as_str()))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Finds names as the system does, and leaves out what is not on the public internet: an allowed name may be made to
/// point into our own network.
pub(super) struct PublicAddresses {
    /// `localhost` is found too.
    pub(super) loopback: bool,
}

#[derive(Debug, Error)]
#[error("the push service has no public address")]
struct NoPublicAddress;

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        let may_be_local = self.loopback && name.as_str() == "localhost";
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found
                .filter(|found| is_public(found.ip()) || (may_be_local && found.ip().is_loopback()))
                .collect();
            if found.is_empty() {
                return Err(NoPublicAddress.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet (IANA's special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || matches!(
            (a, b, c),
            (0, ..)
                // Shared by carriers (RFC 6598), protocols (RFC 6890), relays (RFC 7526), benchmarks (RFC 2544)
                | (100, 64..=127, _)
                | (192, 0, 0)
                | (192, 88, 99)
                | (198, 18..=19, _)
                | (240.., ..)
        );
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // A translator's name for an IPv4 address (RFC 6052)
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
        }
        // Protocols (RFC 2928), documentation (RFC 3849, RFC 9637), 6to4, which holds an IPv4 address (RFC 3056)
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] | [0x2002, ..] => false,
        // What is given out as global (RFC 4291 §2.4)
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn services(hosts: &[&str], loopback: bool) -> Services {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        Services::of(&hosts, loopback).unwrap().unwrap()
    }

    #[test]
    fn the_push_services_of_browsers_are_taken_and_no_others() {
        let usual = services(&USUAL_HOSTS, false);
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://wns2-am3p.notify.windows.com/w/?token=abc",
            "https://web.push.apple.com/QABC",
            "https://FCM.googleapis.com:443/x",
        ] {
            assert!(usual.endpoint(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://fcm.googleapis.com/x", NotCalled::Malformed),
            ("https://fcm.googleapis.com:8443/x", NotCalled::Malformed),
            ("https://a:b@fcm.googleapis.com/x", NotCalled::Malformed),
            ("https://fcm.googleapis.com/x#y", NotCalled::Malformed),
            ("file:///etc/passwd", NotCalled::Malformed),
            ("fcm.googleapis.com", NotCalled::Malformed),
            ("", NotCalled::Malformed),
            ("https://fcm.googleapis.com.evil.example/x", NotCalled::NotAllowed),
            ("https://evil-fcm.googleapis.com/x", NotCalled::NotAllowed),
            ("https://notify.windows.com/x", NotCalled::NotAllowed),
            ("https://evilnotify.windows.com/x", NotCalled::NotAllowed),
            ("https://fcm.googleapis.com./x", NotCalled::NotAllowed),
            ("https://intranet.example/x", NotCalled::NotAllowed),
            ("https://localhost/x", NotCalled::NotAllowed),
            ("https://127.0.0.1/x", NotCalled::NotAllowed),
            ("https://2130706433/x", NotCalled::NotAllowed),
            ("https://[::1]/x", NotCalled::NotAllowed),
            ("https://[::ffff:10.0.0.1]/x", NotCalled::NotAllowed),
            ("https://169.254.169.254/latest/meta-data", NotCalled::NotAllowed),
            ("http://127.0.0.1:9000/x", NotCalled::Malformed),
        ] {
            assert_eq!(usual.endpoint(bad), Err(why), "{bad}");
        }
        let long = format!("https://fcm.googleapis.com/{}", "a".repeat(LONGEST));
        assert_eq!(usual.endpoint(&long), Err(NotCalled::Malformed));
    }

    #[test]
    fn this_machine_is_taken_in_development_only() {
        let development = services(&["push.example"], true);
        for own in [
            "http://127.0.0.1:9000/x",
            "http://localhost:9000/x",
            "https://[::1]/x",
        ] {
            assert!(development.endpoint(own).is_ok(), "{own}");
            assert!(services(&["push.example"], false).endpoint(own).is_err(), "{own}");
        }
        assert!(development.endpoint("http://10.0.0.1:9000/x").is_err());
        assert!(development.endpoint("http://push.example/x").is_err());
    }

    #[test]
    fn the_operator_says_which_services_and_mistakes_are_told() {
        let own = services(&["push.example", " *.Push.Example "], false);
        assert!(own.endpoint("https://push.example/x").is_ok());
        assert!(own.endpoint("https://a.b.push.example/x").is_ok());
        assert!(own.endpoint("https://fcm.googleapis.com/x").is_err());
        assert!(Services::of(&["none".to_owned()], true).unwrap().is_none());
        for wrong in [
            "",
            "*",
            "*.com",
            "localhost",
            "https://push.example",
            "10.0.0.1",
            "a.*.example",
        ] {
            assert!(Services::of(&[wrong.to_owned()], false).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_addresses_of_the_public_internet_count() {
        for own in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002:a00:1::",
            "2001::1",
            "3fff::1",
        ] {
            assert!(!is_public(own.parse().unwrap()), "{own}");
        }
        for public in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2a00:1450::1",
            "2001:4860::1",
            "64:ff9b::808:808",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_found() {
        let resolve = |loopback| PublicAddresses { loopback }.resolve("localhost".parse().unwrap());
        let refused = resolve(false).await.err().unwrap();
        assert_eq!(refused.to_string(), NoPublicAddress.to_string());
        assert!(resolve(true).await.unwrap().all(|found| found.ip().is_loopback()));
    }

    proptest! {
        #[test]
        fn nothing_but_an_allowed_service_over_https_is_ever_called(
            scheme in "(https?|ftp)", host in "[a-z0-9.@:\\[\\]-]{0,30}(push\\.example)?", path in "\\PC{0,20}",
        ) {
            if let Ok(url) = services(&["*.push.example"], false).endpoint(&format!("{scheme}://{host}/{path}")) {
                prop_assert_eq!(url.scheme(), "https");
                prop_assert!(url.domain().unwrap().ends_with(".push.example"));
                prop_assert_eq!(url.port_or_known_default(), Some(443));
            }
        }
    }
}
