//! What one signed-in screen needs: one Graph `$batch` and one self-service call, sent together.

use secrecy::SecretString;
use serde_json::Value;
use workpass_app::ports::{AccountData, Authority, DirectoryError, Part, Photo};
use workpass_domain::{
    contact::HelpContact,
    device::Devices,
    method::{SecurityMethod, with_details},
    organization::Membership,
    password::PasswordPolicy,
    policy::MethodPolicy,
    preference::SignInPreferences,
    profile::{Organization, Person, Profile},
    profile_rules::ProfileRules,
    registration::RegistrationStatus,
    settings::AccountSettings,
    sign_in::SignInSummary,
    terms::Terms,
};
use workpass_http::{BATCH_LIMIT, Http, Request};

use crate::{
    answers::{self, nonsense},
    batch::{self, Read, Response, Responses},
    endpoint::below,
    failure::{GraphError, Surface},
    photo,
    wire::{
        Fields, devices, graph, organizations, password, policy, profile, security, security::MethodDetails,
        selfservice, settings, sign_ins, terms,
    },
};

const ME: Read = Read {
    id: "me",
    url: "/me?$select=id,displayName,givenName,surname,jobTitle,department,companyName,employeeId,userPrincipalName,mail,otherMails,proxyAddresses,businessPhones,mobilePhone,officeLocation,streetAddress,postalCode,state,city,country,preferredLanguage,userType",
};
const MANAGER: Read = Read {
    id: "manager",
    url: "/me/manager?$select=id,displayName,jobTitle,mail",
};
const ORGANIZATION: Read = Read {
    id: "organization",
    url: "/organization?$select=id,displayName,verifiedDomains,countryLetterCode,privacyProfile",
};
const METHODS: Read = Read {
    id: "methods",
    url: "/me/authentication/methods",
};
const PHOTO: Read = Read {
    id: "photo",
    url: "/me/photos/240x240/$value",
};
/// Sizes above the uploaded picture do not exist.
const SMALL_PHOTO: Read = Read {
    id: "smallPhoto",
    url: "/me/photos/96x96/$value",
};
const READS: &[Read] = &[ME, MANAGER, ORGANIZATION, METHODS, PHOTO, SMALL_PHOTO];
/// Asked where there is no extension, which says more of them.
const DEVICES: Read = Read {
    id: "devices",
    url: "/me/ownedDevices",
};

fn reads(at: &Authority) -> Vec<Read> {
    let devices = at.selfservice.is_none().then_some(DEVICES);
    READS.iter().copied().chain(devices).collect()
}

/// Why a whole surface gave nothing.
#[derive(Clone, Copy)]
enum Absent {
    NotOffered,
    Refused,
    Failed,
}

impl Absent {
    fn part<T>(self) -> Part<T> {
        match self {
            Absent::NotOffered => Part::NotOffered,
            Absent::Refused => Part::Refused,
            Absent::Failed => Part::Failed,
        }
    }
}

/// Reads all parts. Graph as a whole failing is an error; the extension as a whole failing costs its own parts only,
/// unless there is nothing but the extension.
pub(crate) async fn read(
    http: &Http,
    at: &Authority,
    token: &SecretString,
    language: &str,
) -> Result<AccountData, DirectoryError> {
    let (directory, extension) = tokio::join!(
        ask_graph(http, at, token, language),
        ask_extension(http, at, token, language)
    );
    let directory = match directory {
        Ok(Some(body)) => {
            let responses = Responses::read(&body).ok_or_else(|| nonsense("no answer to a batch"))?;
            DirectoryParts::read(&responses)?
        }
        Ok(None) => DirectoryParts::absent(Absent::NotOffered),
        Err(DirectoryError::Forbidden { code }) => {
            tracing::warn!(code, "the directory refused to be read");
            DirectoryParts::absent(Absent::Refused)
        }
        Err(error) => return Err(error),
    };
    let extension = match extension {
        Ok(Some(body)) => ExtensionParts::read(&body),
        Ok(None) => ExtensionParts::absent(Absent::NotOffered),
        Err(error @ (DirectoryError::Unauthorized | DirectoryError::ClaimsRequired { .. })) => {
            return Err(error);
        }
        Err(DirectoryError::Forbidden { code }) => {
            tracing::warn!(code, "the self-service extension refused to be read");
            ExtensionParts::absent(Absent::Refused)
        }
        Err(error) if at.graph.is_none() => return Err(error),
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "the self-service extension could not be read");
            ExtensionParts::absent(Absent::Failed)
        }
    };
    let (listed, remembered_devices) = match extension.details {
        Part::Given(details) => {
            let remembered = details.remembered_devices.map_or(Part::Failed, Part::Given);
            (Part::Given(details.methods), remembered)
        }
        Part::NotOffered => (Part::NotOffered, Part::NotOffered),
        Part::Refused => (Part::Refused, Part::Refused),
        Part::Failed => (Part::Failed, Part::Failed),
    };
    Ok(AccountData {
        profile: directory.profile,
        manager: directory.manager,
        organization: merge(directory.organization, extension.organization),
        methods: merge_methods(directory.methods, listed),
        photo: directory.photo,
        policy: extension.policy,
        terms: extension.terms,
        help: extension.help,
        preferences: extension.preferences,
        registration: extension.registration,
        remembered_devices,
        password: extension.password,
        sign_ins: extension.sign_ins,
        organizations: extension.organizations,
        devices: if at.selfservice.is_some() {
            extension.devices
        } else {
            directory.devices
        },
        settings: extension.settings,
        profile_rules: extension.profile_rules,
    })
}

async fn ask_graph(
    http: &Http,
    at: &Authority,
    token: &SecretString,
    language: &str,
) -> Result<Option<Value>, DirectoryError> {
    let Some(base) = &at.graph else { return Ok(None) };
    let request = Request::post_json(below(base, &["$batch"])?, &batch::request(&reads(at)))
        .expect("a JSON value has a JSON form")
        .only_reads()
        .limit(BATCH_LIMIT)
        .bearer(token)
        .header("accept-language", language);
    let answer = answers::send(http, Surface::Graph, request).await?;
    answers::value(&answer).map(Some)
}

async fn ask_extension(
    http: &Http,
    at: &Authority,
    token: &SecretString,
    language: &str,
) -> Result<Option<Value>, DirectoryError> {
    let Some(base) = &at.selfservice else {
        return Ok(None);
    };
    let request = Request::get(below(base, &["me"])?)
        .bearer(token)
        .header("accept-language", language);
    let answer = answers::send(http, Surface::SelfService, request).await?;
    let body = answers::value(&answer)?;
    if !body.is_object() {
        return Err(nonsense("the JSON is not what was asked for"));
    }
    Ok(Some(body))
}

struct DirectoryParts {
    profile: Part<Profile>,
    manager: Part<Option<Person>>,
    organization: Part<Organization>,
    methods: Part<Vec<SecurityMethod>>,
    photo: Part<Option<Photo>>,
    devices: Part<Devices>,
}

impl DirectoryParts {
    fn absent(why: Absent) -> Self {
        Self {
            profile: why.part(),
            manager: why.part(),
            organization: why.part(),
            methods: why.part(),
            photo: why.part(),
            devices: why.part(),
        }
    }

    /// # Errors
    /// When any part asks for more claims, or the token is not accepted for the person's own profile: then it is not
    /// the part that is refused but the token.
    fn read(responses: &Responses<'_>) -> Result<Self, DirectoryError> {
        for read in READS.iter().chain([&DEVICES]) {
            let claims = responses.get(read.id).and_then(Response::insufficient_claims);
            if let Some(claims) = claims {
                return Err(DirectoryError::ClaimsRequired { claims });
            }
        }
        if responses.get(ME.id).is_some_and(|me| me.status == 401) {
            return Err(DirectoryError::Unauthorized);
        }
        let photo = match part_or_none(responses, PHOTO, photo::photo) {
            Part::Given(None) => part_or_none(responses, SMALL_PHOTO, photo::photo),
            photo => photo,
        };
        Ok(Self {
            profile: part(responses, ME, graph::profile),
            manager: part_or_none(responses, MANAGER, graph::person),
            organization: part(responses, ORGANIZATION, graph::organization),
            methods: part(responses, METHODS, graph::methods),
            photo,
            devices: owned_devices(responses),
        })
    }
}

/// One part of a batch. Throttled parts are not asked for again: a screen costs one wait.
fn part<T>(responses: &Responses<'_>, read: Read, parse: impl FnOnce(&Value) -> Option<T>) -> Part<T> {
    let Some(response) = responses.get(read.id) else {
        tracing::warn!(part = read.id, "the batch has no answer to this part");
        return Part::Failed;
    };
    if (200..300).contains(&response.status) {
        return parse(response.body).map_or_else(
            || {
                tracing::warn!(part = read.id, "the answer to this part makes no sense");
                Part::Failed
            },
            Part::Given,
        );
    }
    let code = GraphError::read(response.body).code();
    tracing::warn!(
        part = read.id,
        status = response.status,
        code,
        "this part was not given"
    );
    match response.status {
        401 | 403 => Part::Refused,
        _ => Part::Failed,
    }
}

/// Without the scope for devices the directory says ids, and nothing to tell them apart by.
fn owned_devices(responses: &Responses<'_>) -> Part<Devices> {
    if responses.get(DEVICES.id).is_none() {
        return Part::NotOffered;
    }
    match part(responses, DEVICES, devices::owned) {
        Part::Given((_, true)) | Part::Refused => Part::Refused,
        Part::Given((devices, false)) => Part::Given(devices),
        Part::NotOffered => Part::NotOffered,
        Part::Failed => Part::Failed,
    }
}

/// The same for a part of which there may be none: Graph says that with 404.
fn part_or_none<T>(
    responses: &Responses<'_>,
    read: Read,
    parse: impl FnOnce(&Value) -> Option<T>,
) -> Part<Option<T>> {
    match responses.get(read.id) {
        Some(Response {
            status: 204 | 404, ..
        }) => Part::Given(None),
        _ => part(responses, read, |body| parse(body).map(Some)),
    }
}

struct ExtensionParts {
    policy: Part<MethodPolicy>,
    terms: Part<Vec<Terms>>,
    help: Part<HelpContact>,
    organization: Part<Organization>,
    details: Part<MethodDetails>,
    preferences: Part<SignInPreferences>,
    registration: Part<RegistrationStatus>,
    password: Part<PasswordPolicy>,
    sign_ins: Part<SignInSummary>,
    devices: Part<Devices>,
    settings: Part<AccountSettings>,
    profile_rules: Part<ProfileRules>,
    organizations: Part<Vec<Membership>>,
}

impl ExtensionParts {
    fn absent(why: Absent) -> Self {
        Self {
            policy: why.part(),
            terms: why.part(),
            help: why.part(),
            organization: why.part(),
            details: why.part(),
            preferences: why.part(),
            registration: why.part(),
            password: why.part(),
            sign_ins: why.part(),
            devices: why.part(),
            settings: why.part(),
            profile_rules: why.part(),
            organizations: why.part(),
        }
    }

    fn read(body: &Value) -> Self {
        Self {
            policy: own_part(body, "methodPolicy", policy::policy),
            terms: own_part(body, "termsOfUse", terms::list),
            help: own_part(body, "helpContact", selfservice::help_contact),
            organization: own_part(body, "organization", |organization| {
                let (privacy_page, privacy_contact) = settings::privacy_notice(&body["privacy"]);
                Some(Organization {
                    privacy_page,
                    privacy_contact,
                    ..selfservice::organization(organization)?
                })
            }),
            details: newer_part(body, "methodDetails", security::details),
            preferences: newer_part(body, "signInPreferences", security::preferences),
            registration: newer_part(body, "registration", security::status),
            password: newer_part(body, "passwordPolicy", password::policy),
            sign_ins: newer_part(body, "signIns", sign_ins::summary),
            devices: newer_part(body, "devices", devices::devices),
            settings: newer_part(body, "settings", settings::account_settings),
            profile_rules: newer_part(body, "profileRules", profile::rules),
            organizations: newer_part(body, "organizations", organizations::memberships),
        }
    }
}

/// One property of `selfService.self`; `null` says that the token lacks the scope.
fn own_part<T>(body: &Value, name: &str, parse: impl FnOnce(&Value) -> Option<T>) -> Part<T> {
    match Fields::of(body).and_then(|body| body.value(name)) {
        Some(Value::Null) => Part::Refused,
        Some(value) => parse(value).map_or_else(
            || {
                tracing::warn!(part = name, "the answer to this part makes no sense");
                Part::Failed
            },
            Part::Given,
        ),
        None => {
            tracing::warn!(part = name, "the answer lacks this part");
            Part::Failed
        }
    }
}

/// The same for a property that an older service does not have.
fn newer_part<T>(body: &Value, name: &str, parse: impl FnOnce(&Value) -> Option<T>) -> Part<T> {
    match body.get(name) {
        None => Part::NotOffered,
        Some(_) => own_part(body, name, parse),
    }
}

/// The directory's list with the extension's details. Where there is a directory that does not give its list, the
/// extension's is not shown in its place: it would hide what only the directory knows.
fn merge_methods(
    directory: Part<Vec<SecurityMethod>>,
    extension: Part<Vec<SecurityMethod>>,
) -> Part<Vec<SecurityMethod>> {
    match (directory, extension) {
        (Part::Given(listed), Part::Given(details)) => Part::Given(with_details(listed, details)),
        (Part::NotOffered, details) => details,
        (directory, _) => directory,
    }
}

/// Graph knows id, domains and country, the extension what is shown and where it hands over.
fn merge(directory: Part<Organization>, extension: Part<Organization>) -> Part<Organization> {
    match (directory, extension) {
        (Part::Given(directory), Part::Given(extension)) => Part::Given(Organization {
            id: directory.id,
            verified_domains: directory.verified_domains,
            country: directory.country,
            ..extension
        }),
        (_, Part::Given(extension)) => Part::Given(extension),
        (Part::NotOffered, extension) => extension,
        (directory, _) => directory,
    }
}
