//! A terms document as sanitised structure: CommonMark in, plain blocks out. No HTML, no links, no images.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use workpass_domain::{
    difference::{self, Change},
    terms::TermsText,
};

use crate::view::{TermsChange, TermsChangeKind, TermsChangesView, TermsDocumentView, TextBlock, TextSpan};

/// The text, with what is not as it was in `before`.
pub(crate) fn view(text: TermsText, before: Option<&TermsText>) -> TermsDocumentView {
    let blocks = body(&text);
    let changes = before.map(|before| changes(&body(before), &blocks, &before.version));
    TermsDocumentView {
        changes,
        id: text.id,
        file_id: text.file_id,
        display_name: text.display_name,
        version: text.version,
        language: text.language,
        blocks,
    }
}

/// Without the title: the page's heading already says it.
fn body(text: &TermsText) -> Vec<TextBlock> {
    let mut blocks = blocks(&text.markdown);
    if let Some(TextBlock::Heading { spans, .. }) = blocks.first()
        && plain(spans).trim().eq_ignore_ascii_case(text.display_name.trim())
    {
        blocks.remove(0);
    }
    blocks
}

/// Compared is what people read: bold that was not bold before is no change.
fn changes(before: &[TextBlock], now: &[TextBlock], since: &str) -> TermsChangesView {
    let words = |blocks: &[TextBlock]| blocks.iter().map(wording).collect::<Vec<_>>();
    let found = difference::between(&words(before), &words(now));
    let change = |change: Change| {
        let (kind, was) = match change {
            Change::Added { .. } => (TermsChangeKind::Added, None),
            Change::Removed { was, .. } => (TermsChangeKind::Removed, Some(was)),
            Change::Changed { was, .. } => (TermsChangeKind::Changed, Some(was)),
        };
        TermsChange {
            kind,
            at: u32::try_from(change.at()).unwrap_or(u32::MAX),
            was: was.and_then(|was| before.get(was)).cloned(),
        }
    };
    TermsChangesView {
        since_version: since.to_owned(),
        changes: found.into_iter().map(change).collect(),
    }
}

fn wording(block: &TextBlock) -> String {
    match block {
        TextBlock::Heading { spans, .. } | TextBlock::Paragraph { spans } | TextBlock::Quote { spans } => {
            marked(spans)
        }
        TextBlock::List {
            ordered,
            start,
            items,
        } => {
            let item = |(number, item): (u32, &Vec<TextBlock>)| {
                let parts: Vec<_> = item.iter().map(wording).collect();
                let text = parts.join("\n");
                // Another number is another clause.
                if *ordered {
                    format!("{number}. {text}")
                } else {
                    text
                }
            };
            let items: Vec<_> = (*start..).zip(items).map(item).collect();
            items.join("\n")
        }
    }
}

/// What is read, with what is struck through told apart.
fn marked(spans: &[TextSpan]) -> String {
    let part = |span: &TextSpan| {
        if span.deleted {
            format!("~~{}~~", span.text)
        } else {
            span.text.clone()
        }
    };
    spans.iter().map(part).collect()
}

/// Links keep their text, images their description; HTML tags are dropped and the text between them stays; quotes in
/// quotes are flattened, and so are lists deeper than [`DEEPEST`]; tables become one paragraph per row.
pub(crate) fn blocks(markdown: &str) -> Vec<TextBlock> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.read(event);
    }
    reader.end_block();
    while !reader.open.is_empty() {
        reader.close();
    }
    reader.blocks
}

/// Lists within lists; deeper ones come from nobody who wants to be read.
const DEEPEST: usize = 6;

/// What is open around a block.
enum Open {
    List {
        ordered: bool,
        start: u32,
        items: Vec<Vec<TextBlock>>,
    },
    Item(Vec<TextBlock>),
}

#[derive(Default)]
struct Reader {
    blocks: Vec<TextBlock>,
    spans: Vec<TextSpan>,
    heading: Option<u32>,
    quotes: u32,
    open: Vec<Open>,
    /// How many lists are open that are too deep to be shown as such.
    too_deep: usize,
    strong: u32,
    emphasis: u32,
    deleted: u32,
    /// Depth of `<script>` and `<style>`: their content is not text.
    hidden: u32,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Rule => self.end_block(),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::TaskListMarker(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::TableHead | Tag::TableRow | Tag::CodeBlock(_) => self.end_block(),
            Tag::Heading { level, .. } => {
                self.end_block();
                self.heading = Some(depth(*level));
            }
            Tag::BlockQuote(_) => {
                self.end_block();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.end_block();
                if self.too_deep > 0 || self.open.len() >= 2 * DEEPEST {
                    self.too_deep += 1;
                    return;
                }
                self.open.push(Open::List {
                    ordered: first.is_some(),
                    start: first.map_or(1, |first| u32::try_from(first).unwrap_or(u32::MAX)),
                    items: Vec::new(),
                });
            }
            Tag::Item => {
                self.end_block();
                if self.too_deep == 0 {
                    self.open.push(Open::Item(Vec::new()));
                }
            }
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Strikethrough => self.deleted += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::CodeBlock
            | TagEnd::Heading(_) => self.end_block(),
            TagEnd::BlockQuote(_) => {
                self.end_block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::Item => {
                self.end_block();
                if self.too_deep == 0 {
                    self.close();
                }
            }
            TagEnd::List(_) => {
                self.end_block();
                if self.too_deep > 0 {
                    self.too_deep -= 1;
                } else {
                    self.close();
                }
            }
            TagEnd::TableCell => self.text("  "),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strikethrough => self.deleted = self.deleted.saturating_sub(1),
            _ => {}
        }
    }

    /// Puts the innermost list or item where it belongs. An empty one is nothing.
    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Item(blocks)) => {
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::List {
                ordered,
                start,
                items,
            }) if items.iter().any(|item| !item.is_empty()) => self.put(TextBlock::List {
                ordered,
                start,
                items,
            }),
            Some(Open::List { .. }) | None => {}
        }
    }

    fn put(&mut self, block: TextBlock) {
        match self.open.last_mut() {
            Some(Open::Item(blocks)) => blocks.push(block),
            _ => self.blocks.push(block),
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let clean: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        let span = TextSpan {
            text: clean,
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
            deleted: self.deleted > 0,
        };
        let looks = |span: &TextSpan| (span.strong, span.emphasis, span.deleted);
        match self.spans.last_mut() {
            Some(last) if looks(last) == looks(&span) => last.text.push_str(&span.text),
            _ => self.spans.push(span),
        }
    }

    /// Tags go, text stays; but not what only browsers read.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(open) = rest.find('<') {
            self.text(&rest[..open]);
            let Some(length) = rest[open..].find('>') else {
                rest = "";
                break;
            };
            let tag = rest[open + 1..open + length].trim().to_ascii_lowercase();
            let name = tag
                .trim_start_matches('/')
                .split(|c: char| !c.is_ascii_alphanumeric())
                .next();
            if let Some("script" | "style") = name {
                self.hidden = if tag.starts_with('/') {
                    self.hidden.saturating_sub(1)
                } else {
                    self.hidden + 1
                };
            }
            rest = &rest[open + length + 1..];
        }
        self.text(rest);
    }

    fn end_block(&mut self) {
        let heading = self.heading.take();
        let spans = self.take_spans();
        if spans.is_empty() {
            return;
        }
        self.put(match (heading, self.quotes) {
            (Some(level), _) => TextBlock::Heading { level, spans },
            (None, 0) => TextBlock::Paragraph { spans },
            (None, _) => TextBlock::Quote { spans },
        });
    }

    fn take_spans(&mut self) -> Vec<TextSpan> {
        let mut spans = std::mem::take(&mut self.spans);
        if let Some(first) = spans.first_mut() {
            first.text = first.text.trim_start().to_owned();
        }
        if let Some(last) = spans.last_mut() {
            last.text = last.text.trim_end().to_owned();
        }
        spans.retain(|span| !span.text.is_empty());
        spans
    }
}

/// The document's own title is the page's heading, so its sections start at 2; there is nothing below 4.
fn depth(level: HeadingLevel) -> u32 {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => 4,
    }
}

fn plain(spans: &[TextSpan]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(markdown: &str) -> String {
        serde_json::to_string_pretty(&blocks(markdown)).unwrap()
    }

    #[test]
    fn b177_links_stay_text_and_images_go() {
        let text =
            json("See [our *rules*](https://evil.example \"t\") and ![a seal](https://evil.example/x.png).");
        assert!(text.contains("See our ") && text.contains("a seal"));
        assert!(!text.contains("evil"), "{text}");
    }

    #[test]
    fn html_becomes_text_and_scripts_vanish() {
        let text = json(
            "Read <b>this</b> <a href=\"https://evil.example\" onclick=\"x()\">now</a>\n\n<div>\n<script>alert(1)</script>\nstays\n</div>\n\n<style>p{}</style>\n",
        );
        assert!(text.contains("Read this now") && text.contains("stays"), "{text}");
        assert!(
            !text.contains("evil") && !text.contains("alert") && !text.contains("p{}"),
            "{text}"
        );
    }

    #[test]
    fn b175_another_number_of_a_clause_and_words_struck_through_are_changes() {
        for (was, is) in [
            ("1. Een", "5. Een"),
            ("1. Een\n2. Twee", "1. Een\n   - Twee"),
            ("30 dagen 14 dagen", "~~30 dagen~~ 14 dagen"),
        ] {
            let (before, now) = (terms("1", was), terms("2", is));
            let changes = view(now, Some(&before)).changes.unwrap();
            assert_eq!(changes.changes.len(), 1, "{was} and {is}: {changes:?}");
        }
    }

    #[test]
    fn lists_in_lists_end_somewhere_and_lose_no_word() {
        let depth = 2_000;
        let deep: String = (0..depth)
            .map(|n| format!("{}- item{n}\n", "  ".repeat(n)))
            .collect();
        let text = json(&deep);
        assert!(text.matches("\"kind\": \"list\"").count() <= DEEPEST);
        for n in [0, 5, 7, depth - 1] {
            assert!(
                text.contains(&format!("item{n}\"")) || text.contains(&format!("item{n} ")),
                "{n}"
            );
        }
    }

    #[test]
    fn a_document_keeps_its_structure() {
        insta::assert_json_snapshot!(blocks(
            "# Terms\n\nBe **careful** with *data*.\n\n1. One\n2. Two\n   - nested\n\n   more of two, ~~not~~\n\n5. Five\n\n> Quoted\n> twice\n\n#### Deep\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\nEnd"
        ));
    }

    fn terms(version: &str, markdown: &str) -> TermsText {
        TermsText {
            id: "1".into(),
            file_id: format!("f{version}"),
            version: version.into(),
            language: "nl".into(),
            display_name: "Gedragscode".into(),
            markdown: markdown.into(),
        }
    }

    #[test]
    fn the_title_is_not_said_twice() {
        assert_eq!(view(terms("2", "# Gedragscode\n\nTekst"), None).blocks.len(), 1);
    }

    #[test]
    fn b175_what_changed_since_the_accepted_version_is_told_by_paragraph() {
        let before = terms("1", "# Gedragscode\n\nEen.\n\nTwee **vet**.\n\nDrie.\n\n- a\n- b");
        let now = terms("2", "# Gedragscode\n\nEen.\n\nTwee vet.\n\n- a\n- c\n\nVijf.");
        let view = view(now, Some(&before));
        let changes = view.changes.unwrap();
        assert_eq!(changes.since_version, "1");
        let told: Vec<_> = changes
            .changes
            .iter()
            .map(|change| (change.kind, change.at, change.was.as_ref().map(wording)))
            .collect();
        assert_eq!(
            told,
            [
                (TermsChangeKind::Removed, 2, Some("Drie.".to_owned())),
                (TermsChangeKind::Changed, 2, Some("a\nb".to_owned())),
                (TermsChangeKind::Added, 3, None),
            ]
        );
    }

    #[test]
    fn four_hundred_pages_are_fine() {
        let page = "## Section\n\nA paragraph of **some** length. ".repeat(20);
        let blocks = blocks(&page.repeat(400));
        assert!(blocks.len() > 8_000);
    }

    fn spans_of(block: &TextBlock) -> Vec<TextSpan> {
        match block {
            TextBlock::Heading { spans, .. }
            | TextBlock::Paragraph { spans }
            | TextBlock::Quote { spans } => spans.clone(),
            TextBlock::List { items, .. } => items.iter().flatten().flat_map(spans_of).collect(),
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_no_block_is_empty(markdown in "[-a-z0-9 #>*_`<>/\\[\\]()!|\\n\\t.]{0,300}") {
            for block in blocks(&markdown) {
                if let TextBlock::Heading { level, .. } = &block {
                    prop_assert!((2..=4).contains(level));
                }
                let all = spans_of(&block);
                prop_assert!(!all.is_empty() && all.iter().all(|span| !span.text.is_empty()));
            }
        }

        #[test]
        fn nothing_makes_it_panic(markdown in any::<String>()) {
            blocks(&markdown);
        }
    }
}
