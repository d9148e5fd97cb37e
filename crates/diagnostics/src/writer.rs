use std::{
    fmt::Write as _,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use tracing_subscriber::fmt::MakeWriter;

use crate::{file::RotatingFile, redact};

/// The longest event written, in bytes.
const LONGEST_EVENT: usize = 16 * 1024;

/// The only way to the log file: gathers one event, masks it, writes it.
#[derive(Clone, Debug)]
pub(crate) struct RedactingWriter {
    file: Arc<Mutex<RotatingFile>>,
    /// Write to standard error as well.
    echo: bool,
}

impl RedactingWriter {
    pub(crate) fn new(file: RotatingFile, echo: bool) -> Self {
        Self {
            file: Arc::new(Mutex::new(file)),
            echo,
        }
    }

    fn write_event(&self, event: &[u8]) {
        let line = present(event);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk must not stop the program, and there is no log left to complain to.
        let _ = file.append(line.as_bytes());
        drop(file);
        if self.echo {
            let _ = io::Write::write_all(&mut io::stderr(), line.as_bytes());
        }
    }
}

impl<'a> MakeWriter<'a> for RedactingWriter {
    type Writer = Event;

    fn make_writer(&'a self) -> Event {
        Event {
            bytes: Vec::new(),
            writer: self.clone(),
        }
    }
}

/// One event while it is formatted; written when it is complete, so that a secret is never cut in two.
pub(crate) struct Event {
    bytes: Vec<u8>,
    writer: RedactingWriter,
}

impl io::Write for Event {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        if !self.bytes.is_empty() {
            self.writer.write_event(&self.bytes);
        }
    }
}

/// Masked, cut to size, ended by one line break; other line breaks are indented, so that no text from outside can
/// pass for a line of its own, and control characters are spelled out.
fn present(event: &[u8]) -> String {
    let text = redact(String::from_utf8_lossy(event).trim_end());
    let end = (0..=LONGEST_EVENT.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    let mut line = String::with_capacity(end + 16);
    for char in text[..end].chars() {
        match char {
            '\n' => line.push_str("\n    | "),
            '\t' => line.push('\t'),
            control if control.is_control() => {
                let _ = write!(line, "\\u{{{:x}}}", u32::from(control));
            }
            char => line.push(char),
        }
    }
    if end < text.len() {
        let _ = write!(line, " … [{} bytes cut]", text.len() - end);
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_cannot_forge_a_line_or_drive_a_terminal() {
        let line = present(b"answer: \"x\n2026-11-22 ERROR forged\" \x1b[31mred\r\n");
        assert_eq!(
            line,
            "answer: \"x\n    | 2026-11-22 ERROR forged\" \\u{1b}[31mred\n"
        );
    }

    #[test]
    fn an_endless_event_is_cut_at_a_character() {
        let line = present("€ ".repeat(10_000).as_bytes());
        assert!(line.len() < LONGEST_EVENT + 64, "{}", line.len());
        assert!(line.ends_with("bytes cut]\n"));
    }
}
