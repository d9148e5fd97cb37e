//! Where a request came from. Behind reverse proxies the transport knows the last of them only; what it says of others
//! counts when the operator named it (`--trusted-proxy`), and else is anybody's to write.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use crate::state::AppState;

/// What stands where no address can be read: in no network that anybody would trust.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Where a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Finds out once per request; the parts of a batch get it from the batch.
pub(crate) async fn find(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(NOWHERE, |ConnectInfo(peer)| peer.ip().to_canonical());
    let address = behind(peer, request.headers(), &state.config.trusted_proxies);
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(Self(NOWHERE)))
    }
}

/// A network as an operator types it: `10.0.0.0/8`, or one address.
///
/// # Errors
/// When it is neither.
pub fn parse_network(typed: &str) -> Result<IpNet, String> {
    let network = typed.parse::<IpNet>();
    let network = network.or_else(|_| typed.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| format!("{typed} is no network, such as 10.0.0.0/8 or 2001:db8::/32"))
}

/// The nearest address that no trusted proxy has, going back from the transport's: each trusted hop vouches for the one
/// before it.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let walk = |hops: Vec<Option<IpAddr>>| {
        let mut nearest = peer;
        for hop in hops.into_iter().rev() {
            // What a trusted proxy could not name came from nowhere.
            nearest = hop.unwrap_or(NOWHERE);
            if !is_trusted(&nearest) {
                break;
            }
        }
        nearest
    };
    let by_list = headers.contains_key(FORWARDED_FOR).then(|| walk(list(headers)));
    let by_standard = headers
        .contains_key(header::FORWARDED)
        .then(|| walk(forwarded(headers)));
    match (by_list, by_standard) {
        (None, None) => peer,
        (Some(address), None) | (None, Some(address)) => address,
        // A proxy writes one of them and hands the other on as it came: only what both say is said by a proxy.
        (Some(one), Some(other)) if one == other => one,
        (Some(_), Some(_)) => NOWHERE,
    }
}

/// `X-Forwarded-For`, the farthest hop first.
fn list(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = headers.get_all(FORWARDED_FOR).iter();
    values
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .map(|hop| node(hop.trim()))
        .collect()
}

/// `Forwarded` (RFC 7239 §4), the farthest hop first.
fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = headers.get_all(header::FORWARDED).iter();
    values
        .flat_map(|value| split(value.to_str().unwrap_or("?"), ','))
        .map(|element| {
            let pairs = split(&element, ';');
            let mut named = pairs.iter().filter_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then(|| value.trim())
            });
            match (named.next(), named.next()) {
                (Some(value), None) => node(value.trim_matches('"')),
                _ => None,
            }
        })
        .collect()
}

/// Splits where `at` stands outside of quotes (RFC 9110 §5.6.4).
fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if c == at && !quoted {
            parts.push(String::new());
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// An address, with or without a port; names and hidden ones are none (RFC 7239 §6).
fn node(text: &str) -> Option<IpAddr> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => text,
    };
    let address = bare
        .parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn found(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        behind(peer.parse().unwrap(), &headers(lines), &trusted).to_string()
    }

    #[test]
    fn b92_only_a_trusted_proxy_says_where_a_request_came_from() {
        let spoofed = [
            ("x-forwarded-for", "192.168.1.1"),
            ("forwarded", "for=192.168.1.1"),
        ];
        assert_eq!(found("203.0.113.9", &spoofed), "203.0.113.9");
        assert_eq!(found("10.0.0.1", &[]), "10.0.0.1");
        for (lines, address) in [
            (&[("x-forwarded-for", "203.0.113.9")][..], "203.0.113.9"),
            // The client wrote what stands in front.
            (&[("x-forwarded-for", "192.168.1.1, 203.0.113.9")], "203.0.113.9"),
            (
                &[("x-forwarded-for", "192.168.1.1, 203.0.113.9, 10.9.9.9")],
                "203.0.113.9",
            ),
            (
                &[
                    ("x-forwarded-for", "192.168.1.1"),
                    ("x-forwarded-for", "203.0.113.9"),
                ],
                "203.0.113.9",
            ),
            (&[("x-forwarded-for", "10.1.1.1, 10.2.2.2")], "10.1.1.1"),
            (&[("x-forwarded-for", "203.0.113.9:4711")], "203.0.113.9"),
            (&[("x-forwarded-for", "[2001:db8::7]:4711")], "2001:db8::7"),
            (&[("x-forwarded-for", "::ffff:203.0.113.9")], "203.0.113.9"),
            (
                &[(
                    "forwarded",
                    "for=192.168.1.1, For=203.0.113.9;proto=https;by=10.0.0.1",
                )],
                "203.0.113.9",
            ),
            (
                &[("forwarded", r#"for="[2001:db8:cafe::17]:4711""#)],
                "2001:db8:cafe::17",
            ),
            (
                &[("forwarded", r#"for=203.0.113.9;host="a,for=10.1.1.1""#)],
                "203.0.113.9",
            ),
            // What cannot be read came from nowhere.
            (&[("x-forwarded-for", "192.168.1.1, unknown")], "0.0.0.0"),
            (&[("x-forwarded-for", "")], "0.0.0.0"),
            (&[("forwarded", "for=_hidden")], "0.0.0.0"),
            (&[("forwarded", "proto=https")], "0.0.0.0"),
            (&[("forwarded", "for=203.0.113.9;for=192.168.1.1")], "0.0.0.0"),
            // One of the two is the client's own.
            (
                &[
                    ("x-forwarded-for", "203.0.113.9"),
                    ("forwarded", "for=192.168.1.1"),
                ],
                "0.0.0.0",
            ),
            (
                &[
                    ("x-forwarded-for", "203.0.113.9"),
                    ("forwarded", "for=203.0.113.9"),
                ],
                "203.0.113.9",
            ),
        ] {
            assert_eq!(found("10.0.0.1", lines), address, "{lines:?}");
            assert_eq!(
                found("fd00::1", lines),
                found("10.0.0.1", lines).replace("10.0.0.1", "fd00::1")
            );
        }
    }

    #[test]
    fn b92_networks_are_read_as_operators_type_them() {
        for (typed, network) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("203.0.113.9", "203.0.113.9/32"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("::1", "::1/128"),
        ] {
            assert_eq!(
                parse_network(typed).map(|n| n.to_string()).as_deref(),
                Ok(network)
            );
        }
        for wrong in ["", "10.0.0.0/33", "example.com", "10.0.0", "10.0.0.0/8,"] {
            assert!(parse_network(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_client_writes_in_front_changes_nothing(written in "[ -~]{0,60}") {
            let line = format!("{written}, 203.0.113.9, 10.3.3.3");
            prop_assert_eq!(found("10.0.0.1", &[("x-forwarded-for", &line)]), "203.0.113.9");
        }

        #[test]
        fn whatever_is_written_is_judged(one in "[ -~]{0,60}", other in "[ -~]{0,60}") {
            found("10.0.0.1", &[("x-forwarded-for", &one), ("forwarded", &other)]);
        }
    }
}
