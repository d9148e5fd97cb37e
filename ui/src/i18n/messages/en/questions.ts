import { plural } from "../../plural";

export const questions = {
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
