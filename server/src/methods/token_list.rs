//! The file in which makers deliver hardware tokens, with the columns Entra imports: `upn`, `serial number`,
//! `secret key`, `time interval`, `manufacturer`, `model`, and ours: `digits` (6 when it is not there). Pure.

use std::collections::HashSet;

use secrecy::SecretString;

use super::hardware_tokens::Delivered;
use super::oath::{self, Shape};

/// The largest file: enough for tens of thousands of tokens.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
const LONGEST_TEXT: usize = 64;

const REQUIRED: [&str; 4] = ["upn", "serial number", "secret key", "time interval"];

/// A token and whose it is to be.
#[derive(Debug)]
pub struct Row {
    /// In the file, from 1; the heading is line 1.
    pub line: u64,
    pub user_name: String,
    pub token: Delivered,
}

/// A row that cannot be used. Never repeats a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Mistake {
    pub line: u64,
    pub what: String,
}

/// Reads a file. With mistakes nothing of it is to be used: all of them are told at once.
///
/// # Errors
/// Every mistake there is.
pub fn read(text: &str) -> Result<Vec<Row>, Vec<Mistake>> {
    let whole = |what: String| vec![Mistake { line: 1, what }];
    if text.len() > MOST_BYTES {
        return Err(whole("the file is larger than 5 MiB".to_owned()));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut file = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let heading = file
        .headers()
        .map_err(|_| whole("the file cannot be read as CSV".to_owned()))?
        .clone();
    let column = |name: &str| heading.iter().position(|found| found.eq_ignore_ascii_case(name));
    let missing: Vec<&str> = REQUIRED
        .into_iter()
        .filter(|name| column(name).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(whole(format!("the heading lacks {}", missing.join(", "))));
    }

    let (mut rows, mut serials) = (Vec::new(), HashSet::new());
    let mut mistakes = Vec::new();
    for record in file.records() {
        let (line, read) = match record {
            Ok(record) => {
                let line = line_at(text, record.position());
                let field = |name: &str| column(name).and_then(|at| record.get(at)).unwrap_or_default();
                (line, row(line, field))
            }
            Err(error) => {
                let line = line_at(text, error.position());
                (line, Err("it cannot be read as CSV".to_owned()))
            }
        };
        match read {
            Ok(row) if serials.insert(row.token.serial.to_lowercase()) => rows.push(row),
            Ok(row) => mistakes.push(Mistake {
                line,
                what: format!("the serial number {} is there twice", row.token.serial),
            }),
            Err(what) => mistakes.push(Mistake { line, what }),
        }
    }
    if mistakes.is_empty() {
        Ok(rows)
    } else {
        Err(mistakes)
    }
}

/// The reader counts a `\r\n` with the line after it.
fn line_at(text: &str, position: Option<&csv::Position>) -> u64 {
    let at = position.and_then(|position| usize::try_from(position.byte()).ok());
    let before = text.as_bytes().get(..at.unwrap_or(0)).unwrap_or_default();
    let rest = text.as_bytes().get(before.len()..).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let breaks = before
        .iter()
        .chain(skipped)
        .filter(|byte| **byte == b'\n')
        .count();
    breaks as u64 + 1
}

fn row<'r>(line: u64, field: impl Fn(&str) -> &'r str) -> Result<Row, String> {
    let user_name = field("upn").to_lowercase();
    if user_name.is_empty() {
        return Err("the upn is missing".to_owned());
    }
    let number = |name: &str, otherwise: u32| match field(name) {
        "" => Some(otherwise),
        text => text.parse().ok(),
    };
    let token = delivered(Described {
        serial: field("serial number"),
        secret: &SecretString::from(field("secret key")),
        period: number("time interval", 30).unwrap_or_default(),
        digits: number("digits", 6).unwrap_or_default(),
        manufacturer: field("manufacturer"),
        model: field("model"),
    })?;
    Ok(Row {
        line,
        user_name,
        token,
    })
}

/// A token as somebody typed it.
#[derive(Clone, Copy, Debug)]
pub struct Described<'t> {
    pub serial: &'t str,
    pub secret: &'t SecretString,
    pub period: u32,
    pub digits: u32,
    pub manufacturer: &'t str,
    pub model: &'t str,
}

/// Checks a token.
///
/// # Errors
/// What is wrong with it, in words for an administrator.
pub fn delivered(described: Described<'_>) -> Result<Delivered, String> {
    let text = |name: &str, text: &str| {
        let text = text.trim();
        if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
            Err(format!(
                "the {name} is no text of at most {LONGEST_TEXT} characters"
            ))
        } else {
            Ok((!text.is_empty()).then(|| text.to_owned()))
        }
    };
    let serial = text("serial number", described.serial)?.ok_or("the serial number is missing")?;
    let secret =
        oath::from_base32(described.secret).ok_or("the secret key is not base32 of at least 128 bits")?;
    let shape = u8::try_from(described.digits)
        .ok()
        .and_then(|digits| Shape::of_token(described.period, digits))
        .ok_or("the time interval must be 30 or 60 seconds, and the digits 6 or 8")?;
    Ok(Delivered {
        serial,
        secret,
        shape,
        manufacturer: text("manufacturer", described.manufacturer)?,
        model: text("model", described.model)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    const HEADING: &str = "upn,serial number,secret key,time interval,manufacturer,model\n";
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn mistakes(rows: &str) -> Vec<String> {
        let found = read(&format!("{HEADING}{rows}")).unwrap_err();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn reads_the_file_that_entra_reads() {
        let text = format!(
            "\u{feff}UPN, Serial Number ,secret key,time interval,manufacturer,model\r\n\
             Helga@contoso.com,1234567,{SECRET},60,Contoso,HardwareKey\r\n\
             \"anna@contoso.com\",\"7-\"\"x\"\"\",{},30,,\r\n",
            SECRET.to_lowercase()
        );
        let rows = read(&text).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[0].line, rows[0].user_name.as_str()),
            (2, "helga@contoso.com")
        );
        let token = &rows[0].token;
        assert_eq!(token.secret.expose_secret(), b"12345678901234567890");
        assert_eq!((token.shape.period, token.shape.digits), (60, 6));
        assert_eq!(token.model.as_deref(), Some("HardwareKey"));
        assert_eq!(rows[1].token.serial, "7-\"x\"");
        assert_eq!(rows[1].token.manufacturer, None);
    }

    #[test]
    fn columns_may_stand_in_any_order_and_digits_may_be_told() {
        let text =
            format!("digits,secret key,time interval,serial number,upn\n8,{SECRET},30,1,a@b.example\n");
        let rows = read(&text).unwrap();
        assert_eq!(rows[0].token.shape.digits, 8);
    }

    #[test]
    fn tells_every_mistake_with_its_line_and_no_secret() {
        let rows = format!(
            "a@b.example,1,{SECRET},30,,\n\
             ,2,{SECRET},30,,\n\
             a@b.example,,{SECRET},30,,\n\
             a@b.example,3,SHORTSECRET,30,,\n\
             a@b.example,4,{SECRET},45,,\n\
             a@b.example,1,{SECRET},30,,\n\
             a@b.example\n"
        );
        let found = mistakes(&rows);
        assert_eq!(
            found,
            [
                "line 3: the upn is missing",
                "line 4: the serial number is missing",
                "line 5: the secret key is not base32 of at least 128 bits",
                "line 6: the time interval must be 30 or 60 seconds, and the digits 6 or 8",
                "line 7: the serial number 1 is there twice",
                "line 8: the serial number is missing",
            ]
        );
        assert!(
            found
                .iter()
                .all(|text| !text.contains("SHORT") && !text.contains(SECRET))
        );
        assert_eq!(
            read("upn,model\n").unwrap_err()[0].what,
            "the heading lacks serial number, secret key, time interval"
        );
        assert!(read("").is_err());
    }

    proptest! {
        #[test]
        fn any_file_is_judged(text in any::<String>(), rows in "[a-z@,\"\n ]{0,80}") {
            let _ = read(&text);
            let _ = read(&format!("{HEADING}{rows}"));
        }
    }
}
