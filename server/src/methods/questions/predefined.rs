//! The questions every organization can use (B-73). Each asks for something that happened once and does not change,
//! that a person remembers without writing it down, that colleagues and the web are unlikely to know, and that has
//! many possible answers.

/// A question in the languages of the server.
#[derive(Clone, Copy, Debug)]
pub struct Predefined {
    /// Stays the same when the wording is improved.
    pub id: &'static str,
    pub dutch: &'static str,
    pub english: &'static str,
}

const fn question(id: &'static str, dutch: &'static str, english: &'static str) -> Predefined {
    Predefined { id, dutch, english }
}

/// All of them, in the order in which they are shown.
pub const PREDEFINED: [Predefined; 35] = [
    question(
        "first-holiday-alone",
        "Waar ging u heen op de eerste vakantie zonder uw ouders?",
        "Where did you go on your first holiday without your parents?",
    ),
    question(
        "first-job-street",
        "In welke straat stond het gebouw van uw allereerste bijbaan?",
        "On which street was the building of your very first part-time job?",
    ),
    question(
        "childhood-hideout",
        "Welke plek gebruikte u als kind als geheime schuilplaats?",
        "Which place did you use as a secret hideout when you were a child?",
    ),
    question(
        "first-concert",
        "Van welke groep of artiest bezocht u voor het eerst een concert?",
        "Which band or artist did you see at your first concert?",
    ),
    question(
        "first-cooked-dish",
        "Welk gerecht kookte u voor het eerst helemaal zelf?",
        "What was the first dish you cooked all by yourself?",
    ),
    question(
        "childhood-fear",
        "Voor welk ding of welk dier was u als klein kind bang?",
        "Which thing or animal were you afraid of as a small child?",
    ),
    question(
        "soft-toy",
        "Hoe heette uw knuffel toen u klein was?",
        "What did you call your soft toy when you were little?",
    ),
    question(
        "first-own-room",
        "Welke kleur hadden de muren van uw eerste eigen kamer?",
        "What colour were the walls of the first room of your own?",
    ),
    question(
        "school-way",
        "Langs welk gebouw of welke winkel liep of fietste u elke dag naar de basisschool?",
        "Which building or shop did you pass every day on the way to primary school?",
    ),
    question(
        "first-instrument-piece",
        "Welk muziekstuk kon u als eerste uit uw hoofd spelen of zingen?",
        "Which piece of music could you play or sing by heart first?",
    ),
    question(
        "lost-thing",
        "Welk voorwerp dat u ooit kwijtraakte, mist u nog steeds?",
        "Which object that you once lost do you still miss?",
    ),
    question(
        "grandparents-smell",
        "Aan welk eten denkt u bij het huis van uw grootouders?",
        "Which food do you think of when you think of your grandparents' house?",
    ),
    question(
        "first-film-cinema",
        "Welke film zag u als eerste in een bioscoop?",
        "Which film was the first you saw in a cinema?",
    ),
    question(
        "book-read-twice",
        "Welk boek las u als kind meer dan eens?",
        "Which book did you read more than once as a child?",
    ),
    question(
        "teacher-subject",
        "Hoe heette de docent die u het meest heeft geleerd?",
        "What was the name of the teacher who taught you the most?",
    ),
    question(
        "childhood-neighbour",
        "Hoe heette de buurman of buurvrouw bij wie u als kind vaak was?",
        "What was the name of the neighbour you often visited as a child?",
    ),
    question(
        "first-bike",
        "Welke kleur en welk merk had uw eerste eigen fiets?",
        "What colour and make was your first bicycle?",
    ),
    question(
        "first-phone-model",
        "Welk merk en type was uw eerste mobiele telefoon?",
        "Which make and model was your first mobile phone?",
    ),
    question(
        "childhood-recipe",
        "Welk gerecht uit uw jeugd zou u graag nog eens proeven?",
        "Which dish of your childhood would you like to taste once more?",
    ),
    question(
        "first-game",
        "Welk computerspel of bordspel speelde u als kind het meest?",
        "Which computer or board game did you play most as a child?",
    ),
    question(
        "injury-place",
        "Waar was u toen u voor het eerst iets brak of gehecht moest worden?",
        "Where were you when you first broke a bone or needed stitches?",
    ),
    question(
        "first-flight",
        "Naar welke stad vloog u voor het eerst?",
        "To which city did you take your first flight?",
    ),
    question(
        "dream-profession",
        "Wat wilde u worden toen u acht jaar oud was?",
        "What did you want to become when you were eight years old?",
    ),
    question(
        "first-savings",
        "Wat kocht u van het eerste geld dat u zelf had gespaard?",
        "What did you buy with the first money you saved yourself?",
    ),
    question(
        "swimming-place",
        "In welk zwembad of water leerde u zwemmen?",
        "In which pool or water did you learn to swim?",
    ),
    question(
        "driving-instructor",
        "Hoe heette de persoon die u leerde autorijden of fietsen?",
        "What was the name of the person who taught you to drive or cycle?",
    ),
    question(
        "childhood-tree",
        "Bij welke boom, plant of bloem denkt u aan uw ouderlijk huis?",
        "Which tree, plant or flower makes you think of your childhood home?",
    ),
    question(
        "first-prize",
        "Waarmee won u voor het eerst een prijs?",
        "What did you win your first prize for?",
    ),
    question(
        "imaginary-friend",
        "Hoe heette uw denkbeeldige vriend of held als kind?",
        "What was the name of your imaginary friend or hero as a child?",
    ),
    question(
        "night-story",
        "Uit welk verhaal werd u als kind het liefst voorgelezen?",
        "Which story did you most like to have read to you as a child?",
    ),
    question(
        "family-saying",
        "Welke uitspraak herhaalde iemand in uw familie altijd?",
        "Which saying did somebody in your family always repeat?",
    ),
    question(
        "first-collection",
        "Wat verzamelde u als kind?",
        "What did you collect as a child?",
    ),
    question(
        "holiday-campsite",
        "Hoe heette de camping of plaats waar u als kind het vaakst op vakantie was?",
        "What was the name of the campsite or place where you spent most holidays as a child?",
    ),
    question(
        "stubborn-dislike",
        "Welk eten weigerde u als kind?",
        "Which food did you refuse as a child?",
    ),
    question(
        "best-friend-street",
        "In welke straat woonde uw beste vriend of vriendin van de basisschool?",
        "On which street did your best friend from primary school live?",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn b73_there_are_at_least_thirty_and_each_is_in_both_languages() {
        assert!(PREDEFINED.len() >= 30);
        for question in PREDEFINED {
            for text in [question.dutch, question.english] {
                assert!(text.ends_with('?') && text.chars().count() <= 200, "{text}");
            }
        }
    }

    #[test]
    fn b73_no_question_is_there_twice() {
        let distinct =
            |of: fn(&Predefined) -> &'static str| PREDEFINED.iter().map(of).collect::<HashSet<_>>().len();
        assert_eq!(distinct(|q| q.id), PREDEFINED.len());
        assert_eq!(distinct(|q| q.dutch), PREDEFINED.len());
        assert_eq!(distinct(|q| q.english), PREDEFINED.len());
    }
}
