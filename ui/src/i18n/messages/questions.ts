import { plural } from "../plural";
import type { Translated } from "../translated";

export const en = {
  questions_title: "Set up security questions",
  questions_step_answer: "Questions",
  questions_step_done: "Done",
  questions_heading: (n: number) =>
    plural("en", n, "Choose 1 question and answer it", `Choose ${n} questions and answer them`),
  questions_intro:
    "You use the answers only to reset your password. Nobody can read them later, not even your administrator, and neither can you.",
  questions_advice: "Questions alone are easy to guess for those who know you. Add another method beside them.",
  questions_question: (n: number) => `Question ${n}`,
  questions_choose: "Choose a question",
  questions_own: "Of your organization",
  questions_general: "General",
  questions_answer: (n: number) => `Answer to question ${n}`,
  questions_answer_hint: (minimum: number, maximum: number) =>
    `An answer has ${minimum} to ${maximum} characters. Capitals and spaces make no difference.`,
  questions_show: "Show the answers",
  questions_hide: "Hide the answers",
  questions_fault_choose: "Choose a question.",
  questions_fault_empty: "Type an answer.",
  questions_fault_short: (minimum: number) => `Use at least ${minimum} characters.`,
  questions_fault_long: (maximum: number) => `Use at most ${maximum} characters.`,
  questions_fault_repeated: "You already gave this answer to another question. Give a different one.",
  questions_loses: "What you chose and typed is not saved yet.",
  questions_done_text: "You can use your answers when you reset your password.",
  questions_done_change: "Answers are never shown again. To change them, delete the questions and set them up anew.",
};

export const nl: Translated<typeof en> = {
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
