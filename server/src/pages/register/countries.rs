//! The countries a number can be of, by name, for a list to choose from: the one of the organization is chosen already.

use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::pages::texts::Lang;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// What its numbers start with, after the `+`.
    pub(super) calling_code: u16,
    pub(super) is_chosen: bool,
}

/// The countries whose numbers are taken, by name. `allowed`: their codes, of any case; empty for all. `chosen` is
/// chosen when it is one of them.
pub(super) fn countries(lang: Lang, allowed: &[String], chosen: Option<&str>) -> Vec<Country> {
    let is_allowed =
        |code: &str| allowed.is_empty() || allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(code));
    let mut list: Vec<Country> = NAMES
        .iter()
        .filter(|(code, ..)| is_allowed(code))
        .filter_map(|(code, dutch, english)| {
            Some(Country {
                code,
                name: match lang {
                    Lang::Nl => dutch,
                    Lang::En => english,
                },
                calling_code: DATABASE.by_id(*code)?.country_code(),
                is_chosen: chosen.is_some_and(|chosen| chosen.eq_ignore_ascii_case(code)),
            })
        })
        .collect();
    list.sort_by_cached_key(|country| folded(country.name));
    list
}

/// Whether there is such a country.
pub(super) fn is_country(code: &str) -> bool {
    code.parse::<Id>().is_ok()
}

/// As it stands in an alphabet: marks and capitals make no difference.
fn folded(name: &str) -> String {
    name.nfd()
        .filter(|c| !is_combining_mark(*c))
        .collect::<String>()
        .to_lowercase()
}

/// Codes with their names in Dutch and English, as the Unicode CLDR has them.
#[rustfmt::skip]
static NAMES: [(&str, &str, &str); 245] = [
    ("AC", "Ascension", "Ascension Island"),
    ("AD", "Andorra", "Andorra"),
    ("AE", "Verenigde Arabische Emiraten", "United Arab Emirates"),
    ("AF", "Afghanistan", "Afghanistan"),
    ("AG", "Antigua en Barbuda", "Antigua & Barbuda"),
    ("AI", "Anguilla", "Anguilla"),
    ("AL", "Albanië", "Albania"),
    ("AM", "Armenië", "Armenia"),
    ("AO", "Angola", "Angola"),
    ("AR", "Argentinië", "Argentina"),
    ("AS", "Amerikaans-Samoa", "American Samoa"),
    ("AT", "Oostenrijk", "Austria"),
    ("AU", "Australië", "Australia"),
    ("AW", "Aruba", "Aruba"),
    ("AX", "Åland", "Åland Islands"),
    ("AZ", "Azerbeidzjan", "Azerbaijan"),
    ("BA", "Bosnië en Herzegovina", "Bosnia & Herzegovina"),
    ("BB", "Barbados", "Barbados"),
    ("BD", "Bangladesh", "Bangladesh"),
    ("BE", "België", "Belgium"),
    ("BF", "Burkina Faso", "Burkina Faso"),
    ("BG", "Bulgarije", "Bulgaria"),
    ("BH", "Bahrein", "Bahrain"),
    ("BI", "Burundi", "Burundi"),
    ("BJ", "Benin", "Benin"),
    ("BL", "Saint-Barthélemy", "St. Barthélemy"),
    ("BM", "Bermuda", "Bermuda"),
    ("BN", "Brunei", "Brunei"),
    ("BO", "Bolivia", "Bolivia"),
    ("BQ", "Caribisch Nederland", "Caribbean Netherlands"),
    ("BR", "Brazilië", "Brazil"),
    ("BS", "Bahama’s", "Bahamas"),
    ("BT", "Bhutan", "Bhutan"),
    ("BW", "Botswana", "Botswana"),
    ("BY", "Belarus", "Belarus"),
    ("BZ", "Belize", "Belize"),
    ("CA", "Canada", "Canada"),
    ("CC", "Cocoseilanden", "Cocos (Keeling) Islands"),
    ("CD", "Congo-Kinshasa", "Congo - Kinshasa"),
    ("CF", "Centraal-Afrikaanse Republiek", "Central African Republic"),
    ("CG", "Congo-Brazzaville", "Congo - Brazzaville"),
    ("CH", "Zwitserland", "Switzerland"),
    ("CI", "Ivoorkust", "Côte d’Ivoire"),
    ("CK", "Cookeilanden", "Cook Islands"),
    ("CL", "Chili", "Chile"),
    ("CM", "Kameroen", "Cameroon"),
    ("CN", "China", "China"),
    ("CO", "Colombia", "Colombia"),
    ("CR", "Costa Rica", "Costa Rica"),
    ("CU", "Cuba", "Cuba"),
    ("CV", "Kaapverdië", "Cape Verde"),
    ("CW", "Curaçao", "Curaçao"),
    ("CX", "Christmaseiland", "Christmas Island"),
    ("CY", "Cyprus", "Cyprus"),
    ("CZ", "Tsjechië", "Czechia"),
    ("DE", "Duitsland", "Germany"),
    ("DJ", "Djibouti", "Djibouti"),
    ("DK", "Denemarken", "Denmark"),
    ("DM", "Dominica", "Dominica"),
    ("DO", "Dominicaanse Republiek", "Dominican Republic"),
    ("DZ", "Algerije", "Algeria"),
    ("EC", "Ecuador", "Ecuador"),
    ("EE", "Estland", "Estonia"),
    ("EG", "Egypte", "Egypt"),
    ("EH", "Westelijke Sahara", "Western Sahara"),
    ("ER", "Eritrea", "Eritrea"),
    ("ES", "Spanje", "Spain"),
    ("ET", "Ethiopië", "Ethiopia"),
    ("FI", "Finland", "Finland"),
    ("FJ", "Fiji", "Fiji"),
    ("FK", "Falklandeilanden", "Falkland Islands"),
    ("FM", "Micronesia", "Micronesia"),
    ("FO", "Faeröer", "Faroe Islands"),
    ("FR", "Frankrijk", "France"),
    ("GA", "Gabon", "Gabon"),
    ("GB", "Verenigd Koninkrijk", "United Kingdom"),
    ("GD", "Grenada", "Grenada"),
    ("GE", "Georgië", "Georgia"),
    ("GF", "Frans-Guyana", "French Guiana"),
    ("GG", "Guernsey", "Guernsey"),
    ("GH", "Ghana", "Ghana"),
    ("GI", "Gibraltar", "Gibraltar"),
    ("GL", "Groenland", "Greenland"),
    ("GM", "Gambia", "Gambia"),
    ("GN", "Guinee", "Guinea"),
    ("GP", "Guadeloupe", "Guadeloupe"),
    ("GQ", "Equatoriaal-Guinea", "Equatorial Guinea"),
    ("GR", "Griekenland", "Greece"),
    ("GT", "Guatemala", "Guatemala"),
    ("GU", "Guam", "Guam"),
    ("GW", "Guinee-Bissau", "Guinea-Bissau"),
    ("GY", "Guyana", "Guyana"),
    ("HK", "Hongkong SAR van China", "Hong Kong SAR China"),
    ("HN", "Honduras", "Honduras"),
    ("HR", "Kroatië", "Croatia"),
    ("HT", "Haïti", "Haiti"),
    ("HU", "Hongarije", "Hungary"),
    ("ID", "Indonesië", "Indonesia"),
    ("IE", "Ierland", "Ireland"),
    ("IL", "Israël", "Israel"),
    ("IM", "Isle of Man", "Isle of Man"),
    ("IN", "India", "India"),
    ("IO", "Brits Indische Oceaanterritorium", "British Indian Ocean Territory"),
    ("IQ", "Irak", "Iraq"),
    ("IR", "Iran", "Iran"),
    ("IS", "IJsland", "Iceland"),
    ("IT", "Italië", "Italy"),
    ("JE", "Jersey", "Jersey"),
    ("JM", "Jamaica", "Jamaica"),
    ("JO", "Jordanië", "Jordan"),
    ("JP", "Japan", "Japan"),
    ("KE", "Kenia", "Kenya"),
    ("KG", "Kirgizië", "Kyrgyzstan"),
    ("KH", "Cambodja", "Cambodia"),
    ("KI", "Kiribati", "Kiribati"),
    ("KM", "Comoren", "Comoros"),
    ("KN", "Saint Kitts en Nevis", "St. Kitts & Nevis"),
    ("KP", "Noord-Korea", "North Korea"),
    ("KR", "Zuid-Korea", "South Korea"),
    ("KW", "Koeweit", "Kuwait"),
    ("KY", "Kaaimaneilanden", "Cayman Islands"),
    ("KZ", "Kazachstan", "Kazakhstan"),
    ("LA", "Laos", "Laos"),
    ("LB", "Libanon", "Lebanon"),
    ("LC", "Saint Lucia", "St. Lucia"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LK", "Sri Lanka", "Sri Lanka"),
    ("LR", "Liberia", "Liberia"),
    ("LS", "Lesotho", "Lesotho"),
    ("LT", "Litouwen", "Lithuania"),
    ("LU", "Luxemburg", "Luxembourg"),
    ("LV", "Letland", "Latvia"),
    ("LY", "Libië", "Libya"),
    ("MA", "Marokko", "Morocco"),
    ("MC", "Monaco", "Monaco"),
    ("MD", "Moldavië", "Moldova"),
    ("ME", "Montenegro", "Montenegro"),
    ("MF", "Saint-Martin", "St. Martin"),
    ("MG", "Madagaskar", "Madagascar"),
    ("MH", "Marshalleilanden", "Marshall Islands"),
    ("MK", "Noord-Macedonië", "North Macedonia"),
    ("ML", "Mali", "Mali"),
    ("MM", "Myanmar (Birma)", "Myanmar (Burma)"),
    ("MN", "Mongolië", "Mongolia"),
    ("MO", "Macau SAR van China", "Macao SAR China"),
    ("MP", "Noordelijke Marianen", "Northern Mariana Islands"),
    ("MQ", "Martinique", "Martinique"),
    ("MR", "Mauritanië", "Mauritania"),
    ("MS", "Montserrat", "Montserrat"),
    ("MT", "Malta", "Malta"),
    ("MU", "Mauritius", "Mauritius"),
    ("MV", "Maldiven", "Maldives"),
    ("MW", "Malawi", "Malawi"),
    ("MX", "Mexico", "Mexico"),
    ("MY", "Maleisië", "Malaysia"),
    ("MZ", "Mozambique", "Mozambique"),
    ("NA", "Namibië", "Namibia"),
    ("NC", "Nieuw-Caledonië", "New Caledonia"),
    ("NE", "Niger", "Niger"),
    ("NF", "Norfolk", "Norfolk Island"),
    ("NG", "Nigeria", "Nigeria"),
    ("NI", "Nicaragua", "Nicaragua"),
    ("NL", "Nederland", "Netherlands"),
    ("NO", "Noorwegen", "Norway"),
    ("NP", "Nepal", "Nepal"),
    ("NR", "Nauru", "Nauru"),
    ("NU", "Niue", "Niue"),
    ("NZ", "Nieuw-Zeeland", "New Zealand"),
    ("OM", "Oman", "Oman"),
    ("PA", "Panama", "Panama"),
    ("PE", "Peru", "Peru"),
    ("PF", "Frans-Polynesië", "French Polynesia"),
    ("PG", "Papoea-Nieuw-Guinea", "Papua New Guinea"),
    ("PH", "Filipijnen", "Philippines"),
    ("PK", "Pakistan", "Pakistan"),
    ("PL", "Polen", "Poland"),
    ("PM", "Saint-Pierre en Miquelon", "St. Pierre & Miquelon"),
    ("PR", "Puerto Rico", "Puerto Rico"),
    ("PS", "Palestijnse gebieden", "Palestinian Territories"),
    ("PT", "Portugal", "Portugal"),
    ("PW", "Palau", "Palau"),
    ("PY", "Paraguay", "Paraguay"),
    ("QA", "Qatar", "Qatar"),
    ("RE", "Réunion", "Réunion"),
    ("RO", "Roemenië", "Romania"),
    ("RS", "Servië", "Serbia"),
    ("RU", "Rusland", "Russia"),
    ("RW", "Rwanda", "Rwanda"),
    ("SA", "Saoedi-Arabië", "Saudi Arabia"),
    ("SB", "Salomonseilanden", "Solomon Islands"),
    ("SC", "Seychellen", "Seychelles"),
    ("SD", "Soedan", "Sudan"),
    ("SE", "Zweden", "Sweden"),
    ("SG", "Singapore", "Singapore"),
    ("SH", "Sint-Helena", "St. Helena"),
    ("SI", "Slovenië", "Slovenia"),
    ("SJ", "Spitsbergen en Jan Mayen", "Svalbard & Jan Mayen"),
    ("SK", "Slowakije", "Slovakia"),
    ("SL", "Sierra Leone", "Sierra Leone"),
    ("SM", "San Marino", "San Marino"),
    ("SN", "Senegal", "Senegal"),
    ("SO", "Somalië", "Somalia"),
    ("SR", "Suriname", "Suriname"),
    ("SS", "Zuid-Soedan", "South Sudan"),
    ("ST", "Sao Tomé en Principe", "São Tomé & Príncipe"),
    ("SV", "El Salvador", "El Salvador"),
    ("SX", "Sint-Maarten", "Sint Maarten"),
    ("SY", "Syrië", "Syria"),
    ("SZ", "Eswatini", "Eswatini"),
    ("TA", "Tristan da Cunha", "Tristan da Cunha"),
    ("TC", "Turks- en Caicoseilanden", "Turks & Caicos Islands"),
    ("TD", "Tsjaad", "Chad"),
    ("TG", "Togo", "Togo"),
    ("TH", "Thailand", "Thailand"),
    ("TJ", "Tadzjikistan", "Tajikistan"),
    ("TK", "Tokelau", "Tokelau"),
    ("TL", "Oost-Timor", "Timor-Leste"),
    ("TM", "Turkmenistan", "Turkmenistan"),
    ("TN", "Tunesië", "Tunisia"),
    ("TO", "Tonga", "Tonga"),
    ("TR", "Turkije", "Türkiye"),
    ("TT", "Trinidad en Tobago", "Trinidad & Tobago"),
    ("TV", "Tuvalu", "Tuvalu"),
    ("TW", "Taiwan", "Taiwan"),
    ("TZ", "Tanzania", "Tanzania"),
    ("UA", "Oekraïne", "Ukraine"),
    ("UG", "Oeganda", "Uganda"),
    ("US", "Verenigde Staten", "United States"),
    ("UY", "Uruguay", "Uruguay"),
    ("UZ", "Oezbekistan", "Uzbekistan"),
    ("VA", "Vaticaanstad", "Vatican City"),
    ("VC", "Saint Vincent en de Grenadines", "St. Vincent & Grenadines"),
    ("VE", "Venezuela", "Venezuela"),
    ("VG", "Britse Maagdeneilanden", "British Virgin Islands"),
    ("VI", "Amerikaanse Maagdeneilanden", "U.S. Virgin Islands"),
    ("VN", "Vietnam", "Vietnam"),
    ("VU", "Vanuatu", "Vanuatu"),
    ("WF", "Wallis en Futuna", "Wallis & Futuna"),
    ("WS", "Samoa", "Samoa"),
    ("XK", "Kosovo", "Kosovo"),
    ("YE", "Jemen", "Yemen"),
    ("YT", "Mayotte", "Mayotte"),
    ("ZA", "Zuid-Afrika", "South Africa"),
    ("ZM", "Zambia", "Zambia"),
    ("ZW", "Zimbabwe", "Zimbabwe"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b62_every_country_with_phone_numbers_is_in_the_list_once_by_its_name() {
        let known: Vec<String> = DATABASE
            .iter()
            .map(|region| region.id().to_owned())
            .filter(|id| id.len() == 2 && id.bytes().all(|b| b.is_ascii_uppercase()))
            .collect();
        for lang in [Lang::Nl, Lang::En] {
            let list = countries(lang, &[], Some("nl"));
            assert!(
                known
                    .iter()
                    .all(|id| list.iter().any(|country| country.code == id))
            );
            let mut codes: Vec<_> = list.iter().map(|country| country.code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), list.len());
            assert!(
                list.iter()
                    .all(|country| is_country(country.code) && country.name.len() > 3)
            );
            assert_eq!(list.iter().filter(|country| country.is_chosen).count(), 1);
            let at = |code| list.iter().position(|country| country.code == code).unwrap();
            assert!(at("AX") < at("AL") || lang == Lang::En, "Åland stands at its A");
            assert!(at("EE") < at("ET"));
        }
    }

    #[test]
    fn b65_only_countries_that_are_allowed_are_offered() {
        let list = countries(Lang::Nl, &["be".to_owned(), "NL".to_owned()], Some("DE"));
        let shown: Vec<_> = list
            .iter()
            .map(|country| (country.name, country.calling_code, country.is_chosen))
            .collect();
        assert_eq!(shown, [("België", 32, false), ("Nederland", 31, false)]);
        assert!(!is_country("XX") && !is_country("") && !is_country("nl"));
    }
}
