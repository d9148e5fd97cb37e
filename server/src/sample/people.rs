//! The people of the sample organization.

use serde::Serialize;

use super::organization::DOMAIN;

/// What a person has registered already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Terms {
    /// Nothing accepted yet.
    Pending,
    /// The current version of everything.
    Accepted,
    /// The current version of the first document only.
    First,
    /// An older version of the first document.
    Outdated,
    /// No document concerns this person.
    Exempt,
}

/// Which method policy applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    Default,
    /// People may not register an e-mail address.
    NoEmail,
    /// An administrator registers the address.
    ManagedEmail,
    /// Everybody verifies with a second factor, and registers one when signing in.
    Strict,
}

/// A fictional employee.
pub(super) struct Person {
    pub(super) first: &'static str,
    pub(super) given_name: &'static str,
    pub(super) surname: &'static str,
    pub(super) password: &'static str,
    pub(super) shows: &'static str,
    pub(super) job_title: &'static str,
    pub(super) department: &'static str,
    pub(super) office: &'static str,
    pub(super) manager: Option<&'static str>,
    pub(super) language: &'static str,
    pub(super) email_method: Option<&'static str>,
    pub(super) other_mails: &'static [&'static str],
    pub(super) terms: Terms,
    pub(super) policy: Policy,
    pub(super) guest: bool,
    pub(super) administrator: bool,
    /// The password is kept in the organization's own directory.
    pub(super) on_premises: bool,
    pub(super) enabled: bool,
    pub(super) photo: bool,
    pub(super) factors: &'static [Factor],
}

/// A second factor a person has, with what it takes to use it. Nobody real: the secrets are public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Factor {
    /// An authenticator app; the secret in base32.
    SoftwareOath {
        name: &'static str,
        secret: &'static str,
    },
    /// In E.164, by slot.
    Phone {
        slot: &'static str,
        number: &'static str,
    },
    RecoveryCodes {
        codes: &'static [&'static str],
    },
    /// Works for thirty days after the sample was made.
    TemporaryAccessPass {
        pass: &'static str,
    },
    /// Assigned, and still to be activated; the secret in base32.
    HardwareOath {
        serial: &'static str,
        secret: &'static str,
    },
}

impl Person {
    /// The name people sign in with.
    pub(super) fn user_name(&self) -> String {
        format!("{}@{DOMAIN}", self.first)
    }

    /// First name and surname.
    pub(super) fn display_name(&self) -> String {
        format!("{} {}", self.given_name, self.surname)
    }
}

const NOBODY: Person = Person {
    first: "",
    given_name: "",
    surname: "",
    password: "",
    shows: "",
    job_title: "",
    department: "",
    office: "Groningen, kantoor Westerhaven",
    manager: Some("anna"),
    language: "nl-NL",
    email_method: None,
    other_mails: &[],
    terms: Terms::Accepted,
    policy: Policy::Default,
    guest: false,
    administrator: false,
    on_premises: false,
    enabled: true,
    photo: true,
    factors: &[],
};

/// Everybody, the accounts for the main journeys first.
pub(super) const PEOPLE: &[Person] = &[
    Person {
        first: "sanne",
        given_name: "Sanne",
        surname: "Visser",
        password: "Zeilboot-Waddenzee-31",
        shows: "nothing registered yet: no security method, two documents to accept",
        job_title: "Transportplanner",
        department: "Planning",
        terms: Terms::Pending,
        ..NOBODY
    },
    Person {
        first: "anna",
        given_name: "Anna",
        surname: "de Vries",
        password: "Vuurtoren-Terschelling-8",
        shows: "everything: photo, manager, a verified e-mail address, devices, all terms accepted",
        job_title: "Teamleider planning",
        department: "Planning",
        manager: Some("hendrik"),
        email_method: Some("anna.devries@postbus.example"),
        other_mails: &["anna.devries@postbus.example"],
        ..NOBODY
    },
    Person {
        first: "lotte",
        given_name: "Lotte",
        surname: "Jansen",
        password: "Windmolen-Lauwersoog-17",
        shows: "a guest from another organization",
        job_title: "Extern adviseur duurzaamheid",
        department: "Windkracht Advies",
        office: "Extern",
        manager: None,
        other_mails: &["lotte.jansen@windkracht.example"],
        terms: Terms::Pending,
        guest: true,
        ..NOBODY
    },
    Person {
        first: "pieter",
        given_name: "Pieter",
        surname: "Bakker",
        password: "Sleutelbos-Martinitoren-5",
        shows: "an administrator",
        job_title: "ICT-beheerder",
        department: "ICT",
        manager: Some("hendrik"),
        email_method: Some("pieter.bakker@postbus.example"),
        administrator: true,
        ..NOBODY
    },
    Person {
        first: "daan",
        given_name: "Daan",
        surname: "Mulder",
        password: "Heftruck-Eemshaven-44",
        shows: "the organization forbids an e-mail address as a method",
        job_title: "Magazijnmedewerker",
        department: "Magazijn",
        office: "Eemshaven, magazijn 3",
        manager: Some("fenna"),
        policy: Policy::NoEmail,
        ..NOBODY
    },
    Person {
        first: "emma",
        given_name: "Emma",
        surname: "Smit",
        password: "Koffiekop-Paterswolde-62",
        shows: "no terms of use to accept",
        job_title: "HR-adviseur",
        department: "Personeelszaken",
        manager: Some("hendrik"),
        terms: Terms::Exempt,
        ..NOBODY
    },
    Person {
        first: "hendrik",
        given_name: "Hendrik",
        surname: "Noordhof",
        password: "Kompas-Schiermonnikoog-1",
        shows: "the director: has no manager",
        job_title: "Algemeen directeur",
        department: "Directie",
        manager: None,
        email_method: Some("h.noordhof@postbus.example"),
        ..NOBODY
    },
    Person {
        first: "james",
        given_name: "James",
        surname: "Okafor",
        password: "Umbrella-Harlingen-29",
        shows: "prefers English; one document accepted, one to go",
        job_title: "Customs specialist",
        department: "Douane",
        office: "Harlingen, havenkantoor",
        language: "en-GB",
        terms: Terms::First,
        ..NOBODY
    },
    Person {
        first: "bram",
        given_name: "Bram",
        surname: "de Boer",
        password: "Stuurwiel-Afsluitdijk-70",
        shows: "accepted an older version of the terms: must accept the new one",
        job_title: "Chauffeur internationaal",
        department: "Transport",
        office: "Onderweg",
        manager: Some("fenna"),
        terms: Terms::Outdated,
        ..NOBODY
    },
    Person {
        first: "noor",
        given_name: "Noor",
        surname: "el Amrani",
        password: "Lantaarn-Appingedam-13",
        shows: "an administrator manages the e-mail address for password reset",
        job_title: "Financieel medewerker",
        department: "Financiën",
        email_method: Some("noor.elamrani@postbus.example"),
        policy: Policy::ManagedEmail,
        ..NOBODY
    },
    Person {
        first: "mila",
        given_name: "Mila",
        surname: "van Dijk",
        password: "Schelpenpad-Vlieland-56",
        shows: "has no photo",
        job_title: "Stagiair communicatie",
        department: "Communicatie",
        photo: false,
        ..NOBODY
    },
    Person {
        first: "fenna",
        given_name: "Fenna Aleida Margaretha",
        surname: "Hoekstra-van der Meulen",
        password: "Zwaluwnest-Dokkumer-Ee-9",
        shows: "long names and many addresses",
        job_title: "Hoofd magazijn, transport en internationale distributie",
        department: "Magazijn en transport",
        office: "Eemshaven, magazijn 3, tweede verdieping, kamer 2.14 (achter de kantine)",
        manager: Some("hendrik"),
        email_method: Some("fenna.hoekstra@postbus.example"),
        other_mails: &["fenna.hoekstra@postbus.example", "famhoekstra@postbus.example"],
        ..NOBODY
    },
    Person {
        first: "yusuf",
        given_name: "Yusuf",
        surname: "Kaya",
        password: "Graansilo-Delfzijl-38",
        shows: "all terms accepted, no security method yet",
        job_title: "Softwareontwikkelaar",
        department: "ICT",
        manager: Some("pieter"),
        ..NOBODY
    },
    Person {
        first: "tim",
        given_name: "Tim",
        surname: "Postma",
        password: "Ophaalbrug-Sneek-25",
        shows: "a disabled account: cannot sign in",
        job_title: "Magazijnmedewerker",
        department: "Magazijn",
        office: "Eemshaven, magazijn 3",
        manager: Some("fenna"),
        enabled: false,
        ..NOBODY
    },
    Person {
        first: "ruben",
        given_name: "Ruben",
        surname: "Wiersma",
        password: "Sluiswachter-Zoutkamp-48",
        shows: "two-step verification with an authenticator app, and recovery codes",
        job_title: "Beveiligingsadviseur",
        department: "ICT",
        manager: Some("pieter"),
        email_method: Some("ruben.wiersma@postbus.example"),
        factors: &[
            Factor::SoftwareOath {
                name: "Telefoon van Ruben",
                secret: "NNXW64DEMFTWCZLFOJSGKIDCMVZXI2LT",
            },
            Factor::RecoveryCodes {
                codes: &[
                    "BCDFG-23456",
                    "CDFGH-34567",
                    "DFGHJ-45679",
                    "FGHJK-56792",
                    "GHJKM-67923",
                    "HJKMN-79234",
                    "JKMNP-92345",
                    "KMNPQ-23459",
                    "MNPQR-34592",
                    "NPQRT-45923",
                ],
            },
        ],
        ..NOBODY
    },
    Person {
        first: "iris",
        given_name: "Iris",
        surname: "Veenstra",
        password: "Duinpan-Ameland-73",
        shows: "nothing stronger than text messages and calls: two mobile phones",
        job_title: "Planner binnenvaart",
        department: "Planning",
        factors: &[
            Factor::Phone {
                slot: "mobile",
                number: "+31612345601",
            },
            Factor::Phone {
                slot: "alternateMobile",
                number: "+31612345602",
            },
        ],
        ..NOBODY
    },
    Person {
        first: "sem",
        given_name: "Sem",
        surname: "Dijkstra",
        password: "Waterpas-Harkstede-64",
        shows: "the organization demands that methods are registered at sign-in",
        job_title: "Directiesecretaris",
        department: "Directie",
        manager: Some("hendrik"),
        policy: Policy::Strict,
        ..NOBODY
    },
    Person {
        first: "joris",
        given_name: "Joris",
        surname: "Hofman",
        password: "Veerstoep-Holwerd-82",
        shows: "nothing but a Temporary Access Pass",
        job_title: "Medewerker klantenservice",
        department: "Planning",
        factors: &[Factor::TemporaryAccessPass {
            pass: "kolk-wad-48-zeis",
        }],
        ..NOBODY
    },
    Person {
        first: "marit",
        given_name: "Marit",
        surname: "Zijlstra",
        password: "Boegschroef-Lemmer-57",
        shows: "a hardware token that is assigned and still to be activated",
        job_title: "Controller",
        department: "Directie",
        manager: Some("hendrik"),
        factors: &[Factor::HardwareOath {
            serial: "NL-2026-0417",
            secret: "ON2WK4TXMFXGWZLMNFXGOZLOON2GC2LU",
        }],
        ..NOBODY
    },
    Person {
        first: "wietske",
        given_name: "Wietske",
        surname: "Terpstra",
        password: "Terpdorp-Hogebeintum-19",
        shows: "the password is kept in the organization's own directory: it cannot be changed here",
        job_title: "Loodsmedewerker",
        department: "Magazijn",
        office: "Eemshaven, magazijn 3",
        manager: Some("fenna"),
        on_premises: true,
        ..NOBODY
    },
];
