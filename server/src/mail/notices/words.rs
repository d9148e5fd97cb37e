//! The words of the notices, in both languages.

use time::Month;

use super::{Notice, When};
use crate::mail::MailLanguage;
use crate::methods::kind::MethodKind;
use crate::resets::standing::Refused;

pub(super) struct Words {
    pub(super) tag: &'static str,
    pub(super) when: &'static str,
    pub(super) who: &'static str,
    pub(super) with: &'static str,
    pub(super) address: &'static str,
    pub(super) device: &'static str,
    pub(super) browser: &'static str,
    pub(super) administrator: &'static str,
    pub(super) account: &'static str,
    nothing_to_do: &'static str,
    not_you: &'static str,
    asked_you: &'static str,
    asked_not_you: &'static str,
    ask_them: &'static str,
    pub(super) helpdesk: &'static str,
    pub(super) no_links: &'static str,
    /// Subject and sentence; the kind of method comes behind it.
    added: [&'static str; 2],
    changed: [&'static str; 2],
    removed: [&'static str; 2],
    password: [&'static str; 2],
    reset: [&'static str; 2],
    unlocked: [&'static str; 2],
    administrator_reset: [&'static str; 2],
    help_asked: [&'static str; 2],
    help_wanted: [&'static str; 2],
    call_them: &'static str,
    can_reset: &'static str,
    /// What administrators are told of [`Refused::ALL`].
    their_reset: [&'static str; 4],
    cannot_reset: &'static str,
    disabled: &'static str,
    not_enabled: &'static str,
    not_registered: &'static str,
    on_premises: &'static str,
    signed_out: [&'static str; 2],
    new_device: [&'static str; 2],
    device_disabled: [&'static str; 2],
    profile_phone: [&'static str; 2],
    guest_invited: [&'static str; 2],
    guest_left: [&'static str; 2],
    helpdesk_calls: &'static str,
    guest_begins: &'static str,
    guest_comes_back: &'static str,
    sign_in_again: &'static str,
    administrator_enables: &'static str,
    months: [&'static str; 12],
    kind: fn(MethodKind) -> &'static str,
}

const DUTCH: Words = Words {
    tag: "nl",
    when: "Wanneer",
    who: "Door",
    with: "Met",
    address: "Netwerkadres",
    device: "Apparaat",
    browser: "een browser",
    administrator: "een beheerder van uw organisatie",
    nothing_to_do: "Was u dit, of weet u ervan? Dan hoeft u niets te doen.",
    not_you: "Was u dit niet? Bel of schrijf dan meteen uw helpdesk. Open geen links in berichten die hierop lijken.",
    account: "Account",
    asked_you: "Was u dit? Uw helpdesk helpt u verder.",
    asked_not_you: "Was u dit niet? Dan hoeft u niets te doen: er is niets gewijzigd.",
    ask_them: "Vraag uw collega of dat klopt. Weet die er niets van, schakel het account dan meteen uit en zoek uit wat er is gebeurd.",
    helpdesk: "Uw helpdesk:",
    no_links: "In dit bericht staan geen links, en niemand vraagt u om te antwoorden.",
    added: ["Beveiligingsmethode toegevoegd", "Toegevoegd aan uw account:"],
    changed: ["Beveiligingsmethode gewijzigd", "Gewijzigd in uw account:"],
    removed: ["Beveiligingsmethode verwijderd", "Verwijderd uit uw account:"],
    password: [
        "Uw wachtwoord is gewijzigd",
        "Het wachtwoord van uw account is gewijzigd.",
    ],
    reset: [
        "Er is een nieuw wachtwoord ingesteld",
        "Voor uw account is een nieuw wachtwoord ingesteld op de pagina voor wie het wachtwoord is vergeten.",
    ],
    unlocked: [
        "Uw account is ontgrendeld",
        "De blokkering van uw account na te veel onjuiste wachtwoorden is opgeheven. Het wachtwoord is niet gewijzigd.",
    ],
    administrator_reset: [
        "Een beheerder heeft een nieuw wachtwoord ingesteld",
        "Een beheerder van uw organisatie heeft zonder het oude wachtwoord een nieuw wachtwoord ingesteld.",
    ],
    help_asked: [
        "Uw beheerders zijn om hulp gevraagd",
        "Iemand heeft met uw gebruikersnaam de beheerders van uw organisatie om hulp gevraagd, omdat aanmelden niet lukt.",
    ],
    help_wanted: [
        "Iemand komt er niet in en vraagt om hulp",
        "Iemand die zich niet kan aanmelden, vraagt hulp met dit account.",
    ],
    call_them: "Bel uw collega op een nummer dat u zelf kent, voordat u iets doet: zo'n vraag kan ook van iemand anders komen. Antwoord niet op dit bericht.",
    can_reset: "Dit account kan zelf een nieuw wachtwoord instellen, op de pagina voor wie er niet in komt.",
    their_reset: [
        "Zelf een nieuw wachtwoord instellen kan niet: het account is uitgeschakeld.",
        "Zelf een nieuw wachtwoord instellen kan niet: het is voor dit account niet ingeschakeld.",
        "Zelf een nieuw wachtwoord instellen kan niet: er zijn niet genoeg beveiligingsmethoden geregistreerd.",
        "Zelf een nieuw wachtwoord instellen kan hier niet: het wachtwoord staat in een eigen systeem van uw organisatie.",
    ],
    cannot_reset: "Een nieuw wachtwoord instellen is niet gelukt",
    disabled: "Iemand vroeg om een nieuw wachtwoord voor uw account. Dat kan niet: uw account is uitgeschakeld.",
    not_enabled: "Iemand vroeg om een nieuw wachtwoord voor uw account. Dat kan niet: uw organisatie heeft zelf een nieuw wachtwoord instellen voor uw account niet ingeschakeld.",
    not_registered: "Iemand vroeg om een nieuw wachtwoord voor uw account. Dat kan niet: u hebt daarvoor niet genoeg beveiligingsmethoden geregistreerd. Vul ze aan zodra u weer toegang hebt.",
    on_premises: "Iemand vroeg om een nieuw wachtwoord voor uw account. Dat kan hier niet: uw wachtwoord wordt bewaard in een eigen systeem van uw organisatie.",
    signed_out: [
        "U bent overal afgemeld",
        "Uw account is op alle apparaten en in alle apps afgemeld.",
    ],
    new_device: [
        "Nieuw apparaat",
        "Er is een nieuw apparaat bij uw account gekomen: iemand heeft zich er met uw account aangemeld.",
    ],
    device_disabled: [
        "Apparaat uitgeschakeld",
        "Een apparaat is uitgeschakeld voor uw account en meteen afgemeld.",
    ],
    profile_phone: [
        "Telefoonnummer in uw profiel gewijzigd",
        "In uw profiel is een telefoonnummer gewijzigd of verwijderd.",
    ],
    guest_invited: [
        "U bent gast bij een organisatie",
        "U bent nu gast bij deze organisatie, met uw eigen werkaccount.",
    ],
    guest_left: [
        "U bent geen gast meer",
        "Uw gastaccount bij deze organisatie is verwijderd. Wat u daar open had, is meteen afgemeld.",
    ],
    helpdesk_calls: "Collega's en de helpdesk kunnen u op dit nummer bellen. Als beveiligingsmethode telt het niet.",
    guest_begins: "U meldt zich aan met de gebruikersnaam en het wachtwoord van uw eigen organisatie.",
    guest_comes_back: "Een beheerder van deze organisatie kan dit dertig dagen lang ongedaan maken.",
    administrator_enables: "Alleen een beheerder kan het weer inschakelen.",
    sign_in_again: "Apps en browsers waarin u was aangemeld vragen u opnieuw om u aan te melden.",
    months: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    kind: dutch,
};

const ENGLISH: Words = Words {
    tag: "en",
    when: "When",
    who: "By",
    with: "With",
    address: "Network address",
    device: "Device",
    browser: "a browser",
    administrator: "an administrator of your organization",
    nothing_to_do: "Was it you, or do you know about it? Then there is nothing to do.",
    not_you: "Was it not you? Call or write to your helpdesk at once. Open no links in messages that look like this one.",
    account: "Account",
    asked_you: "Was it you? Your helpdesk helps you on.",
    asked_not_you: "Was it not you? Then there is nothing to do: nothing was changed.",
    ask_them: "Ask your colleague whether that is right. If they know nothing of it, turn the account off at once and find out what happened.",
    helpdesk: "Your helpdesk:",
    no_links: "There are no links in this message, and nobody asks you to reply.",
    added: ["Security method added", "Added to your account:"],
    changed: ["Security method changed", "Changed on your account:"],
    removed: ["Security method removed", "Removed from your account:"],
    password: [
        "Your password was changed",
        "The password of your account was changed.",
    ],
    reset: [
        "A new password was set",
        "A new password was set for your account, on the page for who forgot the password.",
    ],
    unlocked: [
        "Your account was unlocked",
        "The lock on your account after too many wrong passwords was removed. The password was not changed.",
    ],
    administrator_reset: [
        "An administrator set a new password",
        "An administrator of your organization set a new password without the old one.",
    ],
    help_asked: [
        "Your administrators were asked for help",
        "Somebody used your user name to ask the administrators of your organization for help, because signing in does not work.",
    ],
    help_wanted: [
        "Somebody cannot get in and asks for help",
        "Somebody who cannot sign in asks for help with this account.",
    ],
    call_them: "Call your colleague on a number that you know yourself before you do anything: such a request may come from somebody else. Do not reply to this message.",
    can_reset: "This account can set a new password by itself, on the page for who cannot get in.",
    their_reset: [
        "Setting a new password by oneself is not possible: the account is turned off.",
        "Setting a new password by oneself is not possible: it is not turned on for this account.",
        "Setting a new password by oneself is not possible: not enough security methods are registered.",
        "Setting a new password by oneself is not possible here: the password is kept in a system of your organization's own.",
    ],
    cannot_reset: "A new password could not be set",
    disabled: "Somebody asked for a new password for your account. That is not possible: your account is turned off.",
    not_enabled: "Somebody asked for a new password for your account. That is not possible: your organization has not turned on password reset for your account.",
    not_registered: "Somebody asked for a new password for your account. That is not possible: you have not registered enough security methods for it. Add them once you are in again.",
    on_premises: "Somebody asked for a new password for your account. That is not possible here: your password is kept in a system of your organization's own.",
    signed_out: [
        "You were signed out everywhere",
        "Your account was signed out on all devices and in all apps.",
    ],
    new_device: [
        "New device",
        "A new device was added to your account: somebody signed in to your account on it.",
    ],
    device_disabled: [
        "Device disabled",
        "A device was disabled for your account and signed out at once.",
    ],
    profile_phone: [
        "Phone number in your profile changed",
        "A phone number in your profile was changed or removed.",
    ],
    guest_invited: [
        "You are a guest of an organization",
        "You are a guest of this organization now, with your own work account.",
    ],
    guest_left: [
        "You are no longer a guest",
        "Your guest account at this organization was removed. What was open there was signed out at once.",
    ],
    helpdesk_calls: "Colleagues and the helpdesk may call you on this number. It does not count as a security method.",
    guest_begins: "You sign in with the user name and password of your own organization.",
    guest_comes_back: "An administrator of this organization can undo this for thirty days.",
    administrator_enables: "Only an administrator can enable it again.",
    sign_in_again: "Apps and browsers you were signed in to ask you to sign in again.",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    kind: english,
};

impl Words {
    pub(super) const fn of(language: MailLanguage) -> &'static Self {
        match language {
            MailLanguage::Dutch => &DUTCH,
            MailLanguage::English => &ENGLISH,
        }
    }

    /// The subject, and what happened in a sentence.
    pub(super) fn what(&self, notice: Notice) -> (&'static str, String) {
        let ([subject, sentence], kind) = match notice {
            Notice::MethodAdded(kind) => (self.added, Some(kind)),
            Notice::MethodChanged(kind) => (self.changed, Some(kind)),
            Notice::MethodRemoved(kind) => (self.removed, Some(kind)),
            Notice::PasswordChanged => (self.password, None),
            Notice::PasswordReset => (self.reset, None),
            Notice::Unlocked => (self.unlocked, None),
            Notice::AdministratorReset => (self.administrator_reset, None),
            Notice::HelpAsked => (self.help_asked, None),
            Notice::HelpWanted(_) => (self.help_wanted, None),
            Notice::CannotReset(why) => ([self.cannot_reset, self.why(why)], None),
            Notice::SignedOutEverywhere => (self.signed_out, None),
            Notice::NewDevice => (self.new_device, None),
            Notice::DeviceDisabled => (self.device_disabled, None),
            Notice::ProfilePhoneChanged => (self.profile_phone, None),
            Notice::GuestInvited => (self.guest_invited, None),
            Notice::GuestLeft => (self.guest_left, None),
        };
        let sentence = match kind {
            Some(kind) => format!("{sentence} {}.", (self.kind)(kind)),
            None => sentence.to_owned(),
        };
        (subject, sentence)
    }

    /// What follows from it, when something does.
    pub(super) const fn consequence(&self, notice: Notice) -> Option<&'static str> {
        match notice {
            Notice::PasswordChanged | Notice::PasswordReset | Notice::SignedOutEverywhere => {
                Some(self.sign_in_again)
            }
            Notice::DeviceDisabled => Some(self.administrator_enables),
            Notice::HelpWanted(None) => Some(self.can_reset),
            Notice::HelpWanted(Some(why)) => Some(self.why_theirs(why)),
            Notice::ProfilePhoneChanged => Some(self.helpdesk_calls),
            Notice::GuestInvited => Some(self.guest_begins),
            Notice::GuestLeft => Some(self.guest_comes_back),
            Notice::MethodAdded(_)
            | Notice::MethodChanged(_)
            | Notice::MethodRemoved(_)
            | Notice::NewDevice
            | Notice::Unlocked
            | Notice::CannotReset(_)
            | Notice::HelpAsked
            | Notice::AdministratorReset => None,
        }
    }

    /// What to do when it was oneself, and when it was not.
    pub(super) fn what_to_do(&self, notice: Notice) -> Vec<&'static str> {
        match notice {
            Notice::CannotReset(_) | Notice::HelpAsked => vec![self.asked_you, self.asked_not_you],
            Notice::HelpWanted(_) => vec![self.call_them],
            Notice::AdministratorReset => vec![self.ask_them],
            _ => vec![self.nothing_to_do, self.not_you],
        }
    }

    const fn why_theirs(&self, refused: Refused) -> &'static str {
        let [disabled, not_enabled, not_registered, on_premises] = self.their_reset;
        match refused {
            Refused::Disabled => disabled,
            Refused::NotEnabled => not_enabled,
            Refused::NotRegistered => not_registered,
            Refused::OnPremises => on_premises,
        }
    }

    const fn why(&self, refused: Refused) -> &'static str {
        match refused {
            Refused::Disabled => self.disabled,
            Refused::NotEnabled => self.not_enabled,
            Refused::NotRegistered => self.not_registered,
            Refused::OnPremises => self.on_premises,
        }
    }

    /// A date and time as people write it, and whose clocks show it.
    pub(super) fn date(&self, When { at, zone }: &When) -> String {
        let month = self.months[usize::from(u8::from(at.month()) - u8::from(Month::January))];
        format!(
            "{} {month} {}, {:02}:{:02} ({zone})",
            at.day(),
            at.year(),
            at.hour(),
            at.minute()
        )
    }
}

const fn dutch(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Password => "wachtwoord",
        MethodKind::Email => "e-mailadres",
        MethodKind::Phone => "telefoonnummer",
        MethodKind::Authenticator => "authenticator-app met meldingen",
        MethodKind::SoftwareOath => "authenticator-app met codes",
        MethodKind::HardwareOath => "hardwaretoken",
        MethodKind::Passkey => "toegangssleutel (passkey)",
        MethodKind::SecurityQuestions => "beveiligingsvragen",
        MethodKind::TemporaryAccessPass => "tijdelijke toegangspas",
        MethodKind::RecoveryCodes => "herstelcodes",
    }
}

const fn english(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Password => "password",
        MethodKind::Email => "e-mail address",
        MethodKind::Phone => "phone number",
        MethodKind::Authenticator => "authenticator app with notifications",
        MethodKind::SoftwareOath => "authenticator app with codes",
        MethodKind::HardwareOath => "hardware token",
        MethodKind::Passkey => "passkey",
        MethodKind::SecurityQuestions => "security questions",
        MethodKind::TemporaryAccessPass => "Temporary Access Pass",
        MethodKind::RecoveryCodes => "recovery codes",
    }
}
