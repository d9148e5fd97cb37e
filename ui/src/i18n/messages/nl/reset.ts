import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { reset as en } from "../en/reset";

export const reset: Translated<typeof en> = {
  reset_plan: "Als u uw wachtwoord vergeet",
  reset_missing: (registered: number, required: number, missing: number) =>
    plural(
      "nl",
      missing,
      `${registered} van ${required} methoden geregistreerd, voeg er nog een toe`,
      `${registered} van ${required} methoden geregistreerd, voeg er nog ${missing} toe`,
    ),
  reset_can: "U kunt zelf een nieuw wachtwoord instellen",
  reset_cannot: "U kunt niet zelf een nieuw wachtwoord instellen",
  reset_not_enabled:
    "Uw account is niet ingeschakeld om zelf een nieuw wachtwoord in te stellen. Vraag uw beheerder dat te doen, of om een nieuw wachtwoord.",
  reset_on_premises: "Dat gebeurt in het eigen netwerk van uw organisatie. Neem contact op met uw beheerder.",
  reset_other: "Uw organisatie staat het nu niet toe voor uw account. Vraag het de helpdesk.",
  reset_asks: (required: number) =>
    plural("nl", required, "Een hiervan wordt gevraagd:", "Twee hiervan worden gevraagd, van verschillende soort:"),
  reset_has: "Wat u ervoor hebt geregistreerd:",
  reset_typed: "Het telefoonnummer of adres typt u zelf, zoals u het hebt geregistreerd.",
  reset_administrator: "U bent beheerder: er worden altijd twee gevraagd, en beveiligingsvragen tellen niet mee.",
  reset_way_approval: "Melding op uw telefoon",
  reset_way_code: "Code van uw app of token",
  reset_way_text: "Sms naar uw telefoon",
  reset_way_call_mobile: "Oproep naar uw telefoon",
  reset_way_call_alternate_mobile: "Oproep naar uw andere telefoon",
  reset_way_call_office: "Oproep naar uw telefoon op kantoor",
  reset_way_email: "Code naar uw e-mailadres",
  reset_way_security_questions: "Uw beveiligingsvragen",
  reset_way_recovery_code: "Een herstelcode",
  reset_steps: "Zo gaat het",
  reset_step_page: "In uw browser opent een pagina, met uw gebruikersnaam ingevuld.",
  reset_step_verify: "U laat zien wie u bent.",
  reset_step_password:
    "U kiest een nieuw wachtwoord. Geblokkeerd, maar u weet het nog? Dan ontgrendelt u uw account en houdt u het.",
  reset_step_after: "U krijgt er een e-mail over en meldt zich overal opnieuw aan.",
  reset_advice:
    "Registreer één methode meer dan u nodig hebt, en een e-mailadres dat u zonder dit wachtwoord kunt openen. Alleen u en uw beheerders zien uw telefoonnummers en adressen; niemand ziet uw antwoorden.",
  reset_add: "Methode toevoegen",
  reset_how: "Zo gaat het",
  reset_elsewhere: "Andere manieren",
  reset_elsewhere_page: "In een browser: “Wachtwoord vergeten” op de aanmeldpagina van uw organisatie.",
  reset_elsewhere_windows:
    "In Windows: “Wachtwoord opnieuw instellen” op het aanmeldscherm, als uw beheerder dat heeft ingeschakeld.",
  reset_elsewhere_office: "Op office.com: Instellingen › Beveiliging en privacy › Wachtwoord.",
  reset_elsewhere_panel: "In het toegangsvenster: Profiel › Wachtwoord wijzigen.",
  password_unmet: (n: number) => plural("nl", n, "Aan 1 eis is niet voldaan.", `Aan ${n} eisen is niet voldaan.`),
};
