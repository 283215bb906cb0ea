//! What a table may be whose columns do not say it, from what stands in its first rows: for a mapping that a person
//! reviews, never for an import.

use super::plan::speak_for_themselves;
use crate::interchange::intake::{DateForm, NumberForm, date_of, key_of};
use crate::interchange::mapping::{Rows, TableMapping};

/// Rows that are looked at.
const ROWS_MAX: usize = 500;

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Nothing,
    Words,
    /// Numbers, in a form that has to be declared or in plain digits.
    Numbers(Option<NumberForm>),
    /// Dates, in a form that has to be declared or in ISO 8601.
    Dates(Option<String>),
    /// Three capital letters each: currencies.
    Codes,
}

/// A mapping for a table that begins so; none where its columns say what they are.
pub(super) fn suggest(text: &str, separator: u8) -> Option<TableMapping> {
    // The last line of a piece may be half of one.
    let text = text.rfind('\n').map_or(text, |end| &text[..=end]);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if speak_for_themselves(&names) || names.len() > 1000 {
        return None;
    }
    let rows: Vec<csv::StringRecord> = reader.records().take(ROWS_MAX).flatten().collect();
    let contents: Vec<Content> = (0..names.len())
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(str::trim);
            content(&cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>())
        })
        .collect();
    let all = |wanted: fn(&Content) -> bool| {
        let is_it = |(at, content): (usize, &Content)| wanted(content).then_some(at);
        contents.iter().enumerate().filter_map(is_it).collect::<Vec<usize>>()
    };
    let mut table = TableMapping::default();
    let mut say = |at: usize, word: String| table.columns.insert(names[at].clone(), word);
    table.are = match all(|content| *content == Content::Words)[..] {
        [] => return None,
        [name] => {
            say(name, "name".to_owned());
            Some(Rows::Nodes)
        }
        [from, to, ..] => {
            say(from, "from".to_owned());
            say(to, "to".to_owned());
            Some(Rows::Edges)
        }
    };
    let dates = all(|content| matches!(content, Content::Dates(_)));
    let words: &[&str] = if dates.len() == 2 { &["start", "end"] } else { &["when"] };
    for (&at, word) in dates.iter().zip(words) {
        let form = match &contents[at] {
            Content::Dates(Some(form)) => format!(":{form}"),
            _ => String::new(),
        };
        say(at, format!("{word}{form}"));
    }
    if let [currency] = all(|content| *content == Content::Codes)[..] {
        for at in all(|content| matches!(content, Content::Numbers(_))) {
            let key = key_of(&names[at]);
            let form = match contents[at] {
                Content::Numbers(Some(form)) => format!(":{}", form.sample()),
                _ => String::new(),
            };
            say(at, format!("amount:{key}:{{{}}}{form}", names[currency]));
        }
    }
    Some(table)
}

fn content(cells: &[&str]) -> Content {
    let all = |is: &dyn Fn(&str) -> bool| cells.iter().all(|cell| is(cell));
    if cells.is_empty() {
        return Content::Nothing;
    }
    if all(&|cell| cell.len() == 3 && cell.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return Content::Codes;
    }
    if all(&|cell| cell.len() >= 7 && date_of(cell).is_some()) {
        return Content::Dates(None);
    }
    let is_plain = |cell: &str| {
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        [whole, fraction]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if all(&is_plain) {
        return Content::Numbers(None);
    }
    if let Some(form) = only(NumberForm::ALL.iter(), |form| all(&|cell| form.read(cell).is_some()))
    {
        return Content::Numbers(Some(*form));
    }
    let forms =
        ["DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY/MM/DD"];
    let reads = |form: &&str| {
        let form = DateForm::parse(form).expect("the forms are good");
        all(&|cell| form.read(cell).is_some_and(|date| date_of(&date).is_some()))
    };
    if let Some(form) = only(forms.iter(), |form| reads(form)) {
        return Content::Dates(Some((*form).to_owned()));
    }
    // Dates and numbers that can be read in two ways are left as they are, and are no names.
    let is_odd = |cell: &str| cell.bytes().all(|b| !b.is_ascii_alphabetic() && b.is_ascii());
    if all(&is_odd) { Content::Nothing } else { Content::Words }
}

/// The only one of which it is true.
fn only<T>(mut all: impl Iterator<Item = T>, is: impl Fn(&T) -> bool) -> Option<T> {
    let first = all.find(&is)?;
    all.all(|other| !is(&other)).then_some(first)
}
