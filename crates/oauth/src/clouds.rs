//! Microsoft Entra's national clouds: which host signs people in, and where its Graph is.

use url::Url;

/// Sign-in host, and the Graph host when it is documented (Microsoft Graph, "National cloud deployments").
const CLOUDS: &[(&str, Option<&str>)] = &[
    ("login.microsoftonline.com", Some(GLOBAL_GRAPH)),
    ("login.microsoftonline.us", Some("graph.microsoft.us")),
    (
        "login.partner.microsoftonline.cn",
        Some("microsoftgraph.chinacloudapi.cn"),
    ),
    ("login.chinacloudapi.cn", Some("microsoftgraph.chinacloudapi.cn")),
    ("login.sovcloud-identity.fr", None),
    ("login.sovcloud-identity.de", None),
    ("login.sovcloud-identity.sg", None),
];

const GLOBAL_GRAPH: &str = "graph.microsoft.com";

/// Whether this address belongs to Entra.
pub(crate) fn is_entra(authority: &Url) -> bool {
    entry(authority).is_some()
}

/// The `/v1.0` address of the Graph that belongs to an Entra authority.
///
/// `announced` is `msgraph_host` of the discovery document: US DoD shares its sign-in host with GCC High and is told
/// apart only by it.
pub(crate) fn graph_of(authority: &Url, announced: Option<&str>) -> Option<Url> {
    let (_, documented) = entry(authority)?;
    let host = announced.filter(|host| is_host_name(host)).or(*documented)?;
    Url::parse(&format!("https://{host}/v1.0")).ok()
}

/// Where people manage the security info that no API covers (Microsoft Entra, "Combined security information
/// registration"); it is not offered in China. Guests need the tenant in it.
pub(crate) fn security_info_page(authority: &Url, tenant_id: Option<&str>) -> Option<Url> {
    let (login, _) = entry(authority)?;
    let host = match *login {
        "login.microsoftonline.com" => "mysignins.microsoft.com",
        "login.microsoftonline.us" => "mysignins.microsoft.us",
        _ => return None,
    };
    let mut page = Url::parse(&format!("https://{host}/security-info")).ok()?;
    if let Some(tenant_id) = tenant_id {
        page.query_pairs_mut().append_pair("tenantId", tenant_id);
    }
    Some(page)
}

/// Where people disable their devices (My Account); it is not offered in China.
pub(crate) fn devices_page(authority: &Url, tenant_id: Option<&str>) -> Option<Url> {
    let (login, _) = entry(authority)?;
    let host = match *login {
        "login.microsoftonline.com" => "myaccount.microsoft.com",
        "login.microsoftonline.us" => "myaccount.microsoft.us",
        _ => return None,
    };
    let mut page = Url::parse(&format!("https://{host}/device-list")).ok()?;
    if let Some(tenant_id) = tenant_id {
        page.query_pairs_mut().append_pair("tenantId", tenant_id);
    }
    Some(page)
}

/// What Graph scopes start with when a cloud wants them in full; empty for the global one.
pub(crate) fn scope_prefix(graph: &Url) -> String {
    let host = graph.host_str().unwrap_or_default();
    let national = CLOUDS.iter().any(|(_, graph)| *graph == Some(host)) || host == "dod-graph.microsoft.us";
    if national && host != GLOBAL_GRAPH {
        format!("https://{host}/")
    } else {
        String::new()
    }
}

fn entry(authority: &Url) -> Option<&'static (&'static str, Option<&'static str>)> {
    let host = authority.host_str()?;
    let https = authority.scheme() == "https" && authority.port().is_none();
    CLOUDS.iter().find(|(login, _)| https && *login == host)
}

fn is_host_name(text: &str) -> bool {
    let labels_fit = text.split('.').all(|label| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    text.contains('.') && labels_fit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(authority: &str, announced: Option<&str>) -> Option<String> {
        graph_of(&Url::parse(authority).unwrap(), announced).map(String::from)
    }

    #[test]
    fn every_cloud_has_its_graph() {
        for (authority, expected) in [
            (
                "https://login.microsoftonline.com/t/v2.0",
                "https://graph.microsoft.com/v1.0",
            ),
            (
                "https://login.microsoftonline.us/t/v2.0",
                "https://graph.microsoft.us/v1.0",
            ),
            (
                "https://login.partner.microsoftonline.cn/t",
                "https://microsoftgraph.chinacloudapi.cn/v1.0",
            ),
        ] {
            assert_eq!(graph(authority, None).as_deref(), Some(expected));
        }
        let dod = graph(
            "https://login.microsoftonline.us/t/v2.0",
            Some("dod-graph.microsoft.us"),
        );
        assert_eq!(dod.as_deref(), Some("https://dod-graph.microsoft.us/v1.0"));
    }

    #[test]
    fn a_host_that_only_looks_like_entra_is_not() {
        for authority in [
            "https://login.microsoftonline.com.evil.example/t",
            "http://login.microsoftonline.com/t",
            "https://login.microsoftonline.com:8443/t",
            "https://localhost/t",
        ] {
            assert_eq!(graph(authority, Some("graph.microsoft.com")), None, "{authority}");
        }
    }

    #[test]
    fn an_announced_host_with_more_than_a_name_is_ignored() {
        for announced in [
            "evil.example/",
            "user@evil.example",
            "evil.example:1",
            "",
            "..",
            "evil",
        ] {
            let got = graph("https://login.microsoftonline.com/t", Some(announced));
            assert_eq!(
                got.as_deref(),
                Some("https://graph.microsoft.com/v1.0"),
                "{announced}"
            );
        }
    }

    #[test]
    fn b87_security_info_has_a_page_where_the_cloud_has_one() {
        let page = |authority: &str, tenant| {
            security_info_page(&Url::parse(authority).unwrap(), tenant).map(String::from)
        };
        assert_eq!(
            page("https://login.microsoftonline.com/common/v2.0", None).as_deref(),
            Some("https://mysignins.microsoft.com/security-info")
        );
        let tenant = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
        assert_eq!(
            page("https://login.microsoftonline.us/t/v2.0", Some(tenant)),
            Some(format!(
                "https://mysignins.microsoft.us/security-info?tenantId={tenant}"
            ))
        );
        for without in [
            "https://login.partner.microsoftonline.cn/t",
            "https://login.sovcloud-identity.fr/t",
            "https://aanmelden.noorderlicht.example/t",
            "https://login.microsoftonline.com.evil.example/t",
        ] {
            assert_eq!(page(without, None), None, "{without}");
        }
    }

    #[test]
    fn national_clouds_want_scopes_in_full() {
        let prefix = |graph: &str| scope_prefix(&Url::parse(graph).unwrap());
        assert_eq!(prefix("https://graph.microsoft.com/v1.0"), "");
        assert_eq!(prefix("http://localhost:8080/v1.0"), "");
        assert_eq!(
            prefix("https://graph.microsoft.us/v1.0"),
            "https://graph.microsoft.us/"
        );
        assert_eq!(
            prefix("https://dod-graph.microsoft.us/v1.0"),
            "https://dod-graph.microsoft.us/"
        );
    }
}
