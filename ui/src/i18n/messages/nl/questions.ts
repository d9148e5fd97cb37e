import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { questions as en } from "../en/questions";

export const questions: Translated<typeof en> = {
  questions_title: "Beveiligingsvragen instellen",
  questions_step_answer: "Vragen",
  questions_step_done: "Gereed",
  questions_heading: (n: number) =>
    plural("nl", n, "Kies 1 vraag en beantwoord die", `Kies ${n} vragen en beantwoord ze`),
  questions_intro:
    "U gebruikt de antwoorden alleen om uw wachtwoord opnieuw in te stellen. Niemand kan ze later lezen: uw beheerder niet, en u ook niet.",
  questions_advice: "Alleen vragen zijn makkelijk te raden voor wie u kent. Voeg er een andere methode aan toe.",
  questions_question: (n: number) => `Vraag ${n}`,
  questions_choose: "Kies een vraag",
  questions_own: "Van uw organisatie",
  questions_general: "Algemeen",
  questions_answer: (n: number) => `Antwoord op vraag ${n}`,
  questions_answer_hint: (minimum: number, maximum: number) =>
    `Een antwoord heeft ${minimum} tot ${maximum} tekens. Hoofdletters en spaties maken niet uit.`,
  questions_show: "Antwoorden tonen",
  questions_hide: "Antwoorden verbergen",
  questions_fault_choose: "Kies een vraag.",
  questions_fault_empty: "Typ een antwoord.",
  questions_fault_short: (minimum: number) => `Gebruik minstens ${minimum} tekens.`,
  questions_fault_long: (maximum: number) => `Gebruik hoogstens ${maximum} tekens.`,
  questions_fault_repeated: "U gaf dit antwoord al op een andere vraag. Geef een ander antwoord.",
  questions_loses: "Wat u hebt gekozen en getypt, is nog niet opgeslagen.",
  questions_done_text: "U kunt uw antwoorden gebruiken wanneer u uw wachtwoord opnieuw instelt.",
  questions_done_change:
    "Antwoorden worden nooit meer getoond. Om ze te wijzigen verwijdert u de vragen en stelt u ze opnieuw in.",
};
