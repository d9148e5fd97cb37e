//! The discovery document (OpenID Connect Discovery §3–4, RFC 8414), believed only as far as it checks out.

use serde::Deserialize;
use url::Url;
use workpass_app::{
    error::AuthorityFault::{self, IssuerMismatch, NoWayToSignIn, NotAnAddress, NotAnAuthority, NotSecure},
    ports::Authority,
};
use workpass_domain::contact::{HelpContact, OrganizationKind};
use workpass_http::is_secure;

use crate::clouds::{devices_page, graph_of, is_entra, security_info_page};

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const AUTHORIZATION_CODE: &str = "authorization_code";
/// What Entra writes for a tenant it does not know yet.
pub(crate) const TENANT_PLACEHOLDER: &str = "{tenantid}";

/// The document as it comes; everything optional, so that what is missing can be told.
#[derive(Debug, Deserialize)]
pub(crate) struct Document {
    issuer: Option<String>,
    token_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    authorization_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    jwks_uri: Option<String>,
    grant_types_supported: Option<Vec<String>>,
    /// RFC 9207 §3.
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
    /// Entra: the Graph of this cloud.
    msgraph_host: Option<String>,
    workpass_graph_endpoint: Option<String>,
    workpass_selfservice_endpoint: Option<String>,
    workpass_password_reset_page: Option<String>,
    workpass_helpdesk: Option<Helpdesk>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Helpdesk {
    display_name: String,
    email: Option<String>,
    phone: Option<String>,
    web_url: Option<String>,
    hours: Option<String>,
    organization_kind: Option<String>,
}

/// The configured address of an authority: its issuer.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    url: Url,
    text: String,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, AuthorityFault> {
        let text = text.trim().trim_end_matches('/');
        let url = Url::parse(text).map_err(|_| NotAnAddress)?;
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !plain || url.password().is_some() || !matches!(url.scheme(), "http" | "https") {
            return Err(NotAnAddress);
        }
        if !is_secure(&url) {
            return Err(NotSecure);
        }
        Ok(Self {
            url,
            text: text.to_owned(),
        })
    }

    /// OpenID Connect Discovery §4.1.
    pub(crate) fn document(&self) -> Result<Url, AuthorityFault> {
        let address = format!("{}/.well-known/openid-configuration", self.text);
        Url::parse(&address).map_err(|_| NotAnAddress)
    }

    /// Whether it is another organization of the same service: the same scheme, host and port, and an address of the same
    /// shape, `/{tenant}/v2.0`. What an organization says of others leads nowhere else.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        let named = |address: &Self| tenant(&address.url).is_some_and(|name| !name.is_empty());
        self.url.origin() == other.url.origin() && named(self) && named(other)
    }

    /// The issuer must be the configured one (OpenID Connect Discovery §4.3). Entra answers for `common` and
    /// `organizations` with a placeholder, and for a tenant named by its domain with the tenant's id.
    fn is_issuer(&self, issuer: &str) -> bool {
        if issuer.trim_end_matches('/') == self.text {
            return true;
        }
        if !is_entra(&self.url) {
            return false;
        }
        let Ok(issuer) = Url::parse(&issuer.replace(TENANT_PLACEHOLDER, "placeholder")) else {
            return false;
        };
        let (Some(ours), Some(theirs)) = (tenant(&self.url), tenant(&issuer)) else {
            return false;
        };
        let same_host = issuer.host_str() == self.url.host_str() && is_entra(&issuer);
        let fits = match ours {
            "common" | "organizations" => theirs == "placeholder",
            domain => domain.contains('.') && is_guid(theirs),
        };
        same_host && fits
    }
}

/// The tenant of `/{tenant}/v2.0`.
fn tenant(url: &Url) -> Option<&str> {
    url.path()
        .strip_prefix('/')?
        .strip_suffix("/v2.0")
        .filter(|tenant| !tenant.contains('/'))
}

pub(crate) fn is_guid(text: &str) -> bool {
    let shape = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == shape.len()
        && parts
            .iter()
            .zip(shape)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Document {
    /// Checks the document against the address it was asked for.
    pub(crate) fn check(self, address: &Address) -> Result<Authority, AuthorityFault> {
        let issuer = self.issuer.ok_or(NotAnAuthority)?;
        if !address.is_issuer(&issuer) {
            return Err(IssuerMismatch);
        }
        let token_endpoint = endpoint(self.token_endpoint)?.ok_or(NotAnAuthority)?;
        let offers = |grant: &str| match &self.grant_types_supported {
            Some(grants) => grants.iter().any(|offered| offered == grant),
            None => true,
        };
        let device = endpoint(self.device_authorization_endpoint)?.filter(|_| offers(DEVICE_CODE));
        let browser = endpoint(self.authorization_endpoint)?.filter(|_| offers(AUTHORIZATION_CODE));
        if device.is_none() && browser.is_none() {
            return Err(NoWayToSignIn);
        }
        let announced = self.msgraph_host.as_deref();
        let graph = match endpoint(self.workpass_graph_endpoint)? {
            Some(graph) => Some(graph),
            None => graph_of(&address.url, announced),
        };
        let tenant_id = Url::parse(&issuer).ok();
        let tenant_id = tenant_id
            .as_ref()
            .and_then(tenant)
            .filter(|tenant| is_guid(tenant));
        Ok(Authority {
            security_info_page: security_info_page(&address.url, tenant_id),
            devices_page: devices_page(&address.url, tenant_id),
            issuer,
            token_endpoint,
            device_authorization_endpoint: device,
            authorization_endpoint: browser,
            revocation_endpoint: endpoint(self.revocation_endpoint)?,
            jwks_uri: endpoint(self.jwks_uri)?,
            graph,
            selfservice: endpoint(self.workpass_selfservice_endpoint)?,
            // A page for people that is not secure is not worth the whole sign-in: it is left out.
            password_reset_page: endpoint(self.workpass_password_reset_page).ok().flatten(),
            helpdesk: self.workpass_helpdesk.and_then(contact),
        })
    }
}

/// Codes and tokens go to these addresses: https, or http on this computer.
fn endpoint(text: Option<String>) -> Result<Option<Url>, AuthorityFault> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let url = Url::parse(&text).map_err(|_| NotAnAuthority)?;
    if !is_secure(&url) {
        return Err(NotSecure);
    }
    let credentials = !url.username().is_empty() || url.password().is_some();
    if credentials {
        Err(NotAnAuthority)
    } else {
        Ok(Some(url))
    }
}

fn contact(helpdesk: Helpdesk) -> Option<HelpContact> {
    let organization_kind = match helpdesk.organization_kind.as_deref() {
        Some("university") => OrganizationKind::University,
        Some("largeCompany") => OrganizationKind::LargeCompany,
        Some("smallCompany") => OrganizationKind::SmallCompany,
        _ => OrganizationKind::Other,
    };
    let secure = |address: &String| Url::parse(address).is_ok_and(|url| is_secure(&url));
    let contact = HelpContact {
        display_name: helpdesk.display_name,
        email: helpdesk.email,
        phone: helpdesk.phone,
        web_url: helpdesk.web_url.filter(secure),
        hours: helpdesk.hours,
        organization_kind,
    };
    (!contact.display_name.trim().is_empty()).then_some(contact)
}

#[cfg(test)]
mod tests;
