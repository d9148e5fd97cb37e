//! Answers to security questions: what is wrong with them, before anything is sent (B-72 … B-75).

use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::policy::QuestionsRule;

/// In user-perceived characters (UAX #29), where the organization does not say otherwise (B-74).
pub const SHORTEST: u32 = 3;
pub const LONGEST: u32 = 40;

/// One question and what was typed.
#[derive(Clone, Debug)]
pub struct Answer {
    pub question_id: String,
    pub answer: SecretString,
}

/// What is wrong with the answers, in the order in which a person should hear of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    #[error("{required} questions have to be answered")]
    WrongNumber { required: u32 },
    #[error("a question was chosen twice")]
    QuestionRepeated,
    #[error("an answer is too short")]
    TooShort { question_id: String, minimum: u32 },
    #[error("an answer is too long")]
    TooLong { question_id: String, maximum: u32 },
    /// Two answers are the same, however they are written (B-75).
    #[error("an answer was given twice")]
    Repeated { question_id: String },
}

/// The whole check at *Save*. Without a rule of the organization only what holds everywhere is checked.
pub fn check(answers: &[Answer], rule: Option<QuestionsRule>) -> Result<(), AnswerFault> {
    if let Some(QuestionsRule { required, .. }) = rule
        && u32::try_from(answers.len()) != Ok(required)
    {
        return Err(AnswerFault::WrongNumber { required });
    }
    let (minimum, maximum) = rule.map_or((SHORTEST, LONGEST), |rule| {
        (rule.minimum_length, rule.maximum_length)
    });
    let mut questions: Vec<&str> = answers.iter().map(|answer| answer.question_id.as_str()).collect();
    questions.sort_unstable();
    if questions.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(AnswerFault::QuestionRepeated);
    }
    for answer in answers {
        let length = length(answer.answer.expose_secret());
        let question_id = answer.question_id.clone();
        if length < minimum {
            return Err(AnswerFault::TooShort { question_id, minimum });
        }
        if length > maximum {
            return Err(AnswerFault::TooLong { question_id, maximum });
        }
    }
    for (index, answer) in answers.iter().enumerate() {
        let said = same(answer.answer.expose_secret());
        if answers[..index]
            .iter()
            .any(|before| same(before.answer.expose_secret()) == said)
        {
            return Err(AnswerFault::Repeated {
                question_id: answer.question_id.clone(),
            });
        }
    }
    Ok(())
}

/// User-perceived characters (UAX #29), space around it not counted.
fn length(answer: &str) -> u32 {
    u32::try_from(answer.trim().graphemes(true).count()).unwrap_or(u32::MAX)
}

/// What two ways of writing the same answer have in common: compatibility forms, case, blanks and ASCII punctuation do
/// not count. The service has the last word.
fn same(answer: &str) -> String {
    let folded = answer.nfkc().collect::<String>().to_lowercase();
    let words: String = folded
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_ascii_punctuation())
        .collect();
    // An answer of nothing else is compared as it is.
    if words.is_empty() { folded } else { words }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answers(given: &[(&str, &str)]) -> Vec<Answer> {
        let answer = |(question, answer): &(&str, &str)| Answer {
            question_id: (*question).to_owned(),
            answer: SecretString::from(*answer),
        };
        given.iter().map(answer).collect()
    }

    fn rule(required: u32) -> Option<QuestionsRule> {
        Some(QuestionsRule {
            required,
            minimum_length: SHORTEST,
            maximum_length: LONGEST,
        })
    }

    #[test]
    fn b72_the_number_is_the_organizations() {
        let two = answers(&[("a", "Groningen"), ("b", "Bello")]);
        assert_eq!(check(&two, rule(2)), Ok(()));
        assert_eq!(
            check(&two, rule(3)),
            Err(AnswerFault::WrongNumber { required: 3 })
        );
        assert_eq!(check(&two, None), Ok(()));
    }

    #[test]
    fn b74_three_to_forty_characters_as_people_count_them() {
        let one = |answer: &str| check(&answers(&[("a", answer)]), rule(1));
        let short = AnswerFault::TooShort {
            question_id: "a".into(),
            minimum: 3,
        };
        let long = AnswerFault::TooLong {
            question_id: "a".into(),
            maximum: 40,
        };
        for good in ["abc", "東京都", "🇳🇱👨‍👩‍👧‍👦é", &"ë".repeat(40)] {
            assert_eq!(one(good), Ok(()), "{good}");
        }
        // One family is one character, and space around does not count.
        for bad in ["", "  ", "ab", " ab ", "👨‍👩‍👧‍👦🇳🇱"] {
            assert_eq!(one(bad), Err(short.clone()), "{bad}");
        }
        assert_eq!(one(&"e\u{308}".repeat(41)), Err(long));
    }

    #[test]
    fn b75_neither_a_question_nor_an_answer_twice() {
        let twice = answers(&[("a", "Groningen"), ("a", "Bello")]);
        assert_eq!(check(&twice, rule(2)), Err(AnswerFault::QuestionRepeated));
        for other in ["groningen", " GRONINGEN ", "ｇｒｏｎｉｎｇｅｎ", "Gro-ningen!"] {
            let same = answers(&[("a", "Groningen"), ("b", other)]);
            let fault = AnswerFault::Repeated {
                question_id: "b".into(),
            };
            assert_eq!(check(&same, rule(2)), Err(fault), "{other}");
        }
    }

    #[test]
    fn b76_an_answer_is_in_no_message() {
        let twice = answers(&[("a", "canary-answer"), ("b", "Canary-Answer")]);
        let fault = check(&twice, rule(2)).unwrap_err();
        assert!(
            !format!("{twice:?} {fault:?} {fault}")
                .to_lowercase()
                .contains("canary")
        );
    }

    proptest! {
        #[test]
        fn whatever_is_typed_has_an_outcome(given in proptest::collection::vec(("[a-c]", any::<String>()), 0..4)) {
            let given: Vec<_> = given.iter().map(|(q, a)| (q.as_str(), a.as_str())).collect();
            if check(&answers(&given), None).is_ok() {
                for (index, (question, _)) in given.iter().enumerate() {
                    prop_assert!(given[..index].iter().all(|(before, _)| before != question));
                }
            }
        }
    }
}
