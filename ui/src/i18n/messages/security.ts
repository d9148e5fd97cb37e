import { plural } from "../plural";
import type { Translated } from "../translated";

export const en = {
  security_intro: "These are the methods with which you sign in or get back into your account.",
  security_methods: "Your methods",
  security_none_title: "No methods yet",
  security_none_text:
    "Add a method now. Without one, only the helpdesk can let you back in when you have lost your password.",
  security_unavailable: "Your security info cannot be shown",
  security_added: (date: string) => `Added on ${date}`,
  security_change_of: (method: string) => `Change ${method}`,
  security_delete_of: (method: string) => `Delete ${method}`,

  security_reset_done: (required: number) =>
    plural(
      "en",
      required,
      "You can set a new password yourself: you have the 1 method you need.",
      `You can set a new password yourself: you have the ${required} methods you need.`,
    ),
  security_reset_missing: (missing: number) =>
    plural(
      "en",
      missing,
      "Add 1 more method. Then you can set a new password yourself when you have forgotten it.",
      `Add ${missing} more methods. Then you can set a new password yourself when you have forgotten it.`,
    ),
  security_reset_ask: (missing: number) =>
    plural(
      "en",
      missing,
      "You need 1 more method to set a new password yourself, and you cannot add it here. Ask the helpdesk which one you can use.",
      `You need ${missing} more methods to set a new password yourself, and you cannot add them here. Ask the helpdesk which ones you can use.`,
    ),
  security_reset_off:
    "Your organization does not let you set a forgotten password anew yourself. Ask the helpdesk when you need that.",

  security_advice_title: "Also add a method for two-step verification",
  security_advice_text:
    "An email address helps you only to reset your password. For signing in you also need a method for two-step verification, such as an authenticator app, a text message or a phone call.",

  security_usage_two_step_and_reset: "Two-step verification and password reset",
  security_usage_reset_only: "Password reset only",
  security_usage_two_step_only: "Two-step verification only",
  security_usage_sign_in: "Signing in",
  security_usage_none: "Not used by your organization now",

  kind_password: "Password",
  kind_email: "Email",
  kind_phone: "Phone",
  kind_microsoft_authenticator: "Microsoft Authenticator - notification",
  kind_software_oath: "Authenticator app",
  kind_hardware_oath: "Hardware token",
  kind_passkey: "Passkey",
  kind_windows_hello: "Windows Hello for Business",
  kind_platform_credential: "Sign-in of this device",
  kind_temporary_access_pass: "Temporary Access Pass",
  kind_external: "Method of another provider",
  kind_qr_code_pin: "QR code with PIN",
  kind_security_questions: "Security questions",
  kind_unknown: "Other method",

  add_button: "Add method",
  add_title: "Add a method",
  add_question: "Which method would you like to add?",
  add_none: "There is no method that you can add now.",
  add_missing_note:
    "Don't see the method you want? Your organization most likely does not allow it. Choose one of these, or ask the helpdesk.",
  add_not_possible: "These you cannot add now",
  add_limit: (maximum: number) =>
    plural(
      "en",
      maximum,
      "You already have the 1 that you can have. Change it, or delete it first.",
      `You already have the ${maximum} that you can have. Delete one first.`,
    ),

  email_title_add: "Add an email address",
  email_title_change: "Change your email address",
  email_steps: "Steps",
  email_step_address: "Address",
  email_step_code: "Code",
  email_step_done: "Done",
  email_question: "Which email address would you like to use?",
  email_intro: "You use this address only to reset your password.",
  email_change_intro: (address: string) => `${address} stays in use until the new address has been verified.`,
  email_label: "Email address",
  email_hint: "Not your work or school address. Choose one for which you do not need your work password.",
  email_code_intro: (address: string) => `We sent a code to ${address}.`,
  email_code_label: "Code from the message",
  email_code_hint: "Six digits",
  email_code_until: (time: string) => `The code is valid until ${time}.`,
  email_no_mail: "No message?",
  email_no_mail_text: "Check whether the address above is right, and look in your junk mail.",
  email_resend: "Send a new code",
  email_resend_in: (time: string) => `Send a new code (in ${time})`,
  email_resent: "A new code has been sent",
  email_wrong_address: "Use another address",
  email_done_title: "Your security info has been updated",
  email_done_text: (address: string) => `You can use ${address} when you reset your password.`,
  email_stopped: "Nothing has been changed.",

  delete_title: (method: string) => `Delete ${method}?`,
  delete_text: "You can no longer use this method to get back into your account.",
  delete_undo: "This cannot be undone. If you want to use it again, you have to set it up anew.",
  delete_below_required: "After this you have too few methods to set a new password yourself.",
  delete_done: (method: string) => `${method} has been deleted`,
};

export const nl: Translated<typeof en> = {
  security_intro: "Dit zijn de methoden waarmee u zich aanmeldt of weer toegang tot uw account krijgt.",
  security_methods: "Uw methoden",
  security_none_title: "Nog geen methoden",
  security_none_text:
    "Voeg nu een methode toe. Zonder methode kan alleen de helpdesk u weer toegang geven als u uw wachtwoord kwijt bent.",
  security_unavailable: "Uw beveiligingsgegevens kunnen niet worden getoond",
  security_added: (date: string) => `Toegevoegd op ${date}`,
  security_change_of: (method: string) => `${method} wijzigen`,
  security_delete_of: (method: string) => `${method} verwijderen`,

  security_reset_done: (required: number) =>
    plural(
      "nl",
      required,
      "U kunt zelf een nieuw wachtwoord instellen: u hebt de ene methode die daarvoor nodig is.",
      `U kunt zelf een nieuw wachtwoord instellen: u hebt de ${required} methoden die daarvoor nodig zijn.`,
    ),
  security_reset_missing: (missing: number) =>
    plural(
      "nl",
      missing,
      "Voeg nog 1 methode toe. Dan kunt u zelf een nieuw wachtwoord instellen als u het bent vergeten.",
      `Voeg nog ${missing} methoden toe. Dan kunt u zelf een nieuw wachtwoord instellen als u het bent vergeten.`,
    ),
  security_reset_ask: (missing: number) =>
    plural(
      "nl",
      missing,
      "U hebt nog 1 methode nodig om zelf een nieuw wachtwoord in te stellen en u kunt die hier niet toevoegen. Vraag de helpdesk welke u kunt gebruiken.",
      `U hebt nog ${missing} methoden nodig om zelf een nieuw wachtwoord in te stellen en u kunt die hier niet toevoegen. Vraag de helpdesk welke u kunt gebruiken.`,
    ),
  security_reset_off:
    "Bij uw organisatie kunt u een vergeten wachtwoord niet zelf opnieuw instellen. Neem contact op met de helpdesk als u dat nodig hebt.",

  security_advice_title: "Voeg ook een methode toe voor verificatie in twee stappen",
  security_advice_text:
    "Een e-mailadres helpt u alleen om uw wachtwoord opnieuw in te stellen. Om u aan te melden hebt u ook een methode nodig voor verificatie in twee stappen, zoals een Authenticator-app, een sms-bericht of een telefoonoproep.",

  security_usage_two_step_and_reset: "Verificatie in twee stappen en wachtwoord opnieuw instellen",
  security_usage_reset_only: "Alleen wachtwoord opnieuw instellen",
  security_usage_two_step_only: "Alleen verificatie in twee stappen",
  security_usage_sign_in: "Aanmelden",
  security_usage_none: "Wordt nu niet gebruikt door uw organisatie",

  kind_password: "Wachtwoord",
  kind_email: "E-mail",
  kind_phone: "Telefoon",
  kind_microsoft_authenticator: "Microsoft Authenticator - melding",
  kind_software_oath: "Authenticator-app",
  kind_hardware_oath: "Hardwaretoken",
  kind_passkey: "Wachtwoordsleutel (passkey)",
  kind_windows_hello: "Windows Hello voor Bedrijven",
  kind_platform_credential: "Aanmelding van dit apparaat",
  kind_temporary_access_pass: "Tijdelijke toegangspas",
  kind_external: "Methode van een andere aanbieder",
  kind_qr_code_pin: "QR-code met pincode",
  kind_security_questions: "Beveiligingsvragen",
  kind_unknown: "Andere methode",

  add_button: "Methode toevoegen",
  add_title: "Een methode toevoegen",
  add_question: "Welke methode wilt u toevoegen?",
  add_none: "Er is geen methode die u nu kunt toevoegen.",
  add_missing_note:
    "Ziet u de gewenste methode niet? Waarschijnlijk staat uw organisatie die niet toe. Kies een van deze methoden of neem contact op met de helpdesk.",
  add_not_possible: "Deze kunt u nu niet toevoegen",
  add_limit: (maximum: number) =>
    plural(
      "nl",
      maximum,
      "U hebt er al 1 en meer kan niet. Wijzig deze of verwijder deze eerst.",
      `U hebt er al ${maximum} en meer kan niet. Verwijder er eerst een.`,
    ),

  email_title_add: "Een e-mailadres toevoegen",
  email_title_change: "Uw e-mailadres wijzigen",
  email_steps: "Stappen",
  email_step_address: "Adres",
  email_step_code: "Code",
  email_step_done: "Gereed",
  email_question: "Welk e-mailadres wilt u gebruiken?",
  email_intro: "U gebruikt dit adres alleen om uw wachtwoord opnieuw in te stellen.",
  email_change_intro: (address: string) => `${address} blijft in gebruik totdat het nieuwe adres is geverifieerd.`,
  email_label: "E-mailadres",
  email_hint: "Niet uw werk- of schooladres. Kies een adres waarvoor u uw werkwachtwoord niet nodig hebt.",
  email_code_intro: (address: string) => `We hebben een code gestuurd naar ${address}.`,
  email_code_label: "Code uit het bericht",
  email_code_hint: "Zes cijfers",
  email_code_until: (time: string) => `De code is geldig tot ${time}.`,
  email_no_mail: "Geen bericht ontvangen?",
  email_no_mail_text: "Controleer of het adres hierboven klopt en kijk bij uw ongewenste e-mail.",
  email_resend: "Nieuwe code sturen",
  email_resend_in: (time: string) => `Nieuwe code sturen (over ${time})`,
  email_resent: "Er is een nieuwe code gestuurd",
  email_wrong_address: "Ander adres gebruiken",
  email_done_title: "Uw beveiligingsgegevens zijn bijgewerkt",
  email_done_text: (address: string) => `U kunt ${address} gebruiken wanneer u uw wachtwoord opnieuw instelt.`,
  email_stopped: "Er is niets gewijzigd.",

  delete_title: (method: string) => `${method} verwijderen?`,
  delete_text: "U kunt deze methode dan niet meer gebruiken om weer toegang tot uw account te krijgen.",
  delete_undo:
    "Dit kan niet ongedaan worden gemaakt. Als u de methode weer wilt gebruiken, moet u deze opnieuw instellen.",
  delete_below_required: "U hebt daarna te weinig methoden om zelf een nieuw wachtwoord in te stellen.",
  delete_done: (method: string) => `${method} is verwijderd`,
};
