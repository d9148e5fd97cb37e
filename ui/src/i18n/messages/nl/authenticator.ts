import type { Translated } from "../../translated";
import type { authenticator as en } from "../en/authenticator";

export const authenticator: Translated<typeof en> = {
  phone_app_title: "Uw telefoon instellen als authenticator",
  phone_app_step_approve: "Proberen",
  phone_app_question: "Houd uw telefoon bij de hand",
  phone_app_text:
    "U keurt een aanmelding goed met een melding op uw telefoon, zonder een code te typen. U hebt niets uit een appwinkel nodig: de telefoon opent een pagina van uw organisatie, die u op het beginscherm kunt zetten.",
  phone_app_allow: "Sta meldingen toe als de telefoon erom vraagt, en laat deze pagina intussen open.",
  phone_app_scan_question: "Scan deze code met uw telefoon",
  phone_app_scan_text: "Richt de camera van de telefoon hierop en open de pagina die verschijnt.",
  phone_app_qr: "QR-code met de pagina voor uw telefoon",
  phone_app_type_instead: "Open dan dit adres op de telefoon:",
  phone_app_waiting: "Wachten op uw telefoon…",
  phone_app_approve_question: "Typ dit nummer op uw telefoon",
  phone_app_approve_text: "Uw telefoon toont een testverzoek. Typ daar het nummer en keur het goed.",
  phone_app_approve_on: (device: string) => `${device} toont een testverzoek. Typ daar het nummer en keur het goed.`,
  phone_app_number: (number: string) => `Het nummer is ${[...`${number}`].join(" ")}`,
  phone_app_other: "Ik wil een andere Authenticator-app gebruiken",
  phone_app_nothing:
    "Geen verzoek te zien? Open de pagina op de telefoon. Controleer daar ook of meldingen aan staan, en of ‘niet storen’ en batterijbesparing uit staan.",
  phone_app_again: "Verzoek opnieuw sturen",
  phone_app_stopped: "Uw telefoon is niet toegevoegd",
  phone_app_loses: "De code op deze pagina werkt niet meer als u hier stopt.",
  phone_app_done: "U kunt vanaf nu een aanmelding op uw telefoon goedkeuren.",
};
