//! Dates and amounts in words: one style for every picture and every text answer.
//!
//! Reads the EDTF text of a date and the parts of an amount; parses nothing that is not already valid,
//! computes nothing, converts nothing. A form without words of its own keeps its EDTF text.

use crate::model::{Amount, Bound, Decimal, Span, When};

/// The names of months, shortened.
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The parts of a year that EDTF numbers from 21 on.
const YEAR_PARTS: [&str; 21] = [
    "spring",
    "summer",
    "autumn",
    "winter",
    "northern spring",
    "northern summer",
    "northern autumn",
    "northern winter",
    "southern spring",
    "southern summer",
    "southern autumn",
    "southern winter",
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "Jan–Apr",
    "May–Aug",
    "Sep–Dec",
    "first half of",
    "second half of",
];

/// Currencies with a sign that is understood everywhere; the others keep their code.
const CURRENCY_SIGNS: [(&str, &str); 8] = [
    ("CNY", "CN¥"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "JP¥"),
    ("KRW", "₩"),
    ("KZT", "₸"),
    ("RUB", "₽"),
    ("USD", "US$"),
];

/// Powers of a thousand from the largest, with their suffixes.
const SCALES: [(usize, &str); 3] = [(12, "tn"), (9, "bn"), (6, "m")];

/// More decimals than this after scaling, and the digits are written out instead.
const SCALED_DECIMALS_MAX: usize = 3;

/// A date in words.
///
/// # Examples
/// ```
/// use sociogram::diagram::date_words;
/// use sociogram::model::When;
/// let words = |edtf| date_words(&When::parse(edtf).unwrap());
/// assert_eq!(words("2013-12-09/2013-12-10"), "9–10 Dec 2013");
/// assert_eq!(words("2008/.."), "since 2008");
/// assert_eq!(words("2010~"), "about 2010");
/// ```
pub fn date_words(when: &When) -> String {
    let text = when.as_str();
    let words = if let Some((start, end)) = text.split_once('/') {
        interval_words(start, end)
    } else if let Some(members) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        set_words(members)
    } else {
        date_text_words(text)
    };
    words.unwrap_or_else(|| text.to_owned())
}

/// An amount in words.
///
/// # Examples
/// ```
/// use sociogram::diagram::amount_words;
/// use sociogram::model::{Amount, Bound, Decimal, Span};
/// let amount = Amount {
///     value: Decimal::new("8000000000").unwrap(),
///     to: None,
///     unit: "USD".into(),
///     bound: Bound::Over,
///     span: Span::Total,
///     period: None,
///     compared_with: None,
/// };
/// assert_eq!(amount_words(&amount), "over US$8bn");
/// ```
pub fn amount_words(amount: &Amount) -> String {
    let bound = match amount.bound {
        Bound::Exact => "",
        Bound::About => "about ",
        Bound::Over => "over ",
        Bound::Under => "under ",
        Bound::UpTo => "up to ",
    };
    let span = match amount.span {
        Span::Total => "",
        Span::Annual => " a year",
        Span::Cumulative => " in total",
    };
    let mut words = format!("{bound}{}{span}", quantity_words(amount));
    if let Some(period) = &amount.period {
        words.push_str(", ");
        words.push_str(&date_words(period));
    }
    if let Some(other) = &amount.compared_with {
        words.push_str(", compared with ");
        words.push_str(&date_words(other));
    }
    words
}

/// How a date is hedged; the mark stands at the end of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hedge {
    None,
    About,
    Perhaps,
    PerhapsAbout,
}

impl Hedge {
    fn split(text: &str) -> (&str, Self) {
        let marks = [('~', Self::About), ('?', Self::Perhaps), ('%', Self::PerhapsAbout)];
        marks
            .into_iter()
            .find_map(|(mark, hedge)| Some((text.strip_suffix(mark)?, hedge)))
            .unwrap_or((text, Self::None))
    }

    fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::About => "about ",
            Self::Perhaps => "perhaps ",
            Self::PerhapsAbout => "perhaps about ",
        }
    }
}

/// A date down to the part it states.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Calendar {
    Year(String),
    Part(String, &'static str),
    Month(String, usize),
    Day(String, usize, u8),
}

impl Calendar {
    /// Reads an unhedged date with all digits known.
    fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
        let mut parts = digits.split('-');
        let year = year_words(sign, parts.next()?)?;
        let second = parts.next().map(two_digits);
        let third = parts.next().map(two_digits);
        match (second, third, parts.next()) {
            (None, None, None) => Some(Self::Year(year)),
            (Some(Some(n)), None, None) if n > 20 => {
                Some(Self::Part(year, YEAR_PARTS.get(usize::from(n) - 21)?))
            }
            (Some(Some(n)), None, None) => Some(Self::Month(year, month_at(n)?)),
            (Some(Some(n)), Some(Some(day)), None) => Some(Self::Day(year, month_at(n)?, day)),
            _ => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Year(year) => year.clone(),
            Self::Part(year, part) => format!("{part} {year}"),
            Self::Month(year, month) => format!("{} {year}", MONTHS[*month]),
            Self::Day(year, month, day) => format!("{day} {} {year}", MONTHS[*month]),
        }
    }
}

fn year_words(sign: &str, digits: &str) -> Option<String> {
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: u32 = digits.parse().ok()?;
    // Year 0 of ISO 8601 is 1 BC.
    match (sign, year) {
        ("-", n) => Some(format!("{} BC", n + 1)),
        (_, 0) => Some("1 BC".to_owned()),
        (_, n) => Some(n.to_string()),
    }
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn month_at(number: u8) -> Option<usize> {
    (1..=12).contains(&number).then(|| usize::from(number) - 1)
}

/// A single date, hedged or with unknown digits or with a time of day.
fn date_text_words(text: &str) -> Option<String> {
    if let Some((day, time)) = text.split_once('T') {
        return Some(format!("{}, {}", Calendar::parse(day)?.words(), time));
    }
    let (bare, hedge) = Hedge::split(text);
    let words = match Calendar::parse(bare) {
        Some(date) => date.words(),
        None => unspecified_words(bare)?,
    };
    Some(format!("{}{words}", hedge.words()))
}

/// Dates whose last digits are unknown.
fn unspecified_words(text: &str) -> Option<String> {
    if let Some(month) = text.strip_suffix("-XX") {
        if let Some(year) = month.strip_suffix("-XX") {
            return Some(format!("{}, day unknown", Calendar::parse(year)?.words()));
        }
        return match Calendar::parse(month)? {
            date @ Calendar::Year(_) => Some(format!("{}, month unknown", date.words())),
            date @ Calendar::Month(..) => Some(format!("{}, day unknown", date.words())),
            _ => None,
        };
    }
    let known = text.trim_end_matches('X');
    let all_digits = !known.is_empty() && known.bytes().all(|b| b.is_ascii_digit());
    match (text.len(), known.len()) {
        (4, 3) if all_digits => Some(format!("{known}0s")),
        (4, 2) if all_digits => Some(format!("{known}00–{known}99")),
        _ => None,
    }
}

fn interval_words(start: &str, end: &str) -> Option<String> {
    match (start, end) {
        ("..", "..") => Some("always".to_owned()),
        ("..", end) => Some(format!("until {}", end_words(end)?)),
        ("", end) => Some(format!("from an unknown date to {}", end_words(end)?)),
        (start, "..") => Some(format!("since {}", end_words(start)?)),
        (start, "") => Some(format!("from {}, end unknown", end_words(start)?)),
        (start, end) if start.starts_with("..") && end.ends_with("..") => {
            let [start, end] = [start.trim_start_matches('.'), end.trim_end_matches('.')];
            Some(format!("at least {}", interval_words(start, end)?))
        }
        (start, end) => match (Calendar::parse(start), Calendar::parse(end)) {
            (Some(start), Some(end)) => Some(range_words(&start, &end)),
            _ => Some(format!("{} to {}", end_words(start)?, end_words(end)?)),
        },
    }
}

/// One end of an interval or one member of a set.
fn end_words(text: &str) -> Option<String> {
    if let Some(date) = text.strip_suffix("..") {
        return Some(format!("{} or later", date_text_words(date)?));
    }
    if let Some(date) = text.strip_prefix("..") {
        return Some(format!("{} or earlier", date_text_words(date)?));
    }
    date_text_words(text)
}

/// Two dates with what they share written once.
fn range_words(start: &Calendar, end: &Calendar) -> String {
    use Calendar::{Day, Month, Part, Year};
    if start == end {
        return start.words();
    }
    match (start, end) {
        (Year(first), Year(last)) if !first.ends_with("BC") => format!("{first}–{last}"),
        (Month(year, first), Month(same, last)) if year == same => {
            format!("{}–{} {year}", MONTHS[*first], MONTHS[*last])
        }
        (Part(year, first), Part(same, last))
            if year == same && first.starts_with('Q') && last.starts_with('Q') =>
        {
            format!("{first}–{last} {year}")
        }
        (Day(year, month, first), Day(same_year, same_month, last)) if year == same_year => {
            let month = MONTHS[*month];
            match MONTHS[*same_month] {
                same if same == month => format!("{first}–{last} {month} {year}"),
                other => format!("{first} {month} – {last} {other} {year}"),
            }
        }
        _ => format!("{} – {}", start.words(), end.words()),
    }
}

/// One of several dates.
fn set_words(members: &str) -> Option<String> {
    let mut words = members.split(',').map(member_words).collect::<Option<Vec<_>>>()?;
    let last = words.pop()?;
    match (words.is_empty(), members.split_once("..")) {
        // One of them, not all the time.
        (true, Some((start, end))) if !start.is_empty() && !end.is_empty() => {
            Some(format!("between {} and {}", date_text_words(start)?, date_text_words(end)?))
        }
        (true, _) => Some(last),
        (false, _) => Some(format!("{} or {last}", words.join(", "))),
    }
}

fn member_words(member: &str) -> Option<String> {
    match member.split_once("..") {
        Some((start, end)) if !start.is_empty() && !end.is_empty() => {
            Some(range_words(&Calendar::parse(start)?, &Calendar::parse(end)?))
        }
        _ => end_words(member),
    }
}

/// The figure or range with its unit.
fn quantity_words(amount: &Amount) -> String {
    let unit = amount.unit.as_str();
    let is_code = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
    let (first, last, suffix) = figures(&amount.value, amount.to.as_ref(), is_code);
    let figure = match &last {
        None => format!("{first}{suffix}"),
        Some(last) if first.starts_with('-') => format!("{first}{suffix} to {last}{suffix}"),
        Some(last) => format!("{first}–{last}{suffix}"),
    };
    if is_code {
        let sign = CURRENCY_SIGNS.iter().find(|(code, _)| *code == unit).map(|(_, sign)| *sign);
        return match (sign, figure.strip_prefix('-')) {
            (Some(sign), Some(figure)) => format!("-{sign}{figure}"),
            (Some(sign), None) => format!("{sign}{figure}"),
            (None, _) => format!("{unit} {figure}"),
        };
    }
    if unit == "percent" {
        return format!("{figure}%");
    }
    let one = last.is_none() && first == "1" && suffix.is_empty();
    format!("{figure} {}", if one { unit.to_owned() } else { plural(unit) })
}

/// The figures of an amount at one common scale, and its suffix. Money only is scaled.
fn figures(
    value: &Decimal,
    to: Option<&Decimal>,
    is_money: bool,
) -> (String, Option<String>, &'static str) {
    if is_money {
        for (zeros, suffix) in SCALES {
            let first = scaled(value.as_str(), zeros);
            let last = to.map(|to| scaled(to.as_str(), zeros));
            match (first, last) {
                (Some(first), None) => return (first, None, suffix),
                (Some(first), Some(Some(last))) => return (first, Some(last), suffix),
                _ => {}
            }
        }
    }
    (grouped(value.as_str()), to.map(|to| grouped(to.as_str())), "")
}

/// The decimal with its point moved `zeros` places to the left, where that is at least 1 and short.
fn scaled(decimal: &str, zeros: usize) -> Option<String> {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    if digits.contains('.') || digits.len() <= zeros {
        return None;
    }
    let (whole, fraction) = digits.split_at(digits.len() - zeros);
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > SCALED_DECIMALS_MAX {
        return None;
    }
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{}{point}{fraction}", grouped(whole)))
}

/// The decimal with commas between thousands.
fn grouped(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = sign.to_owned();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// The plural of an English noun; a word in another script stays as it is.
fn plural(noun: &str) -> String {
    if !noun.is_ascii() {
        return noun.to_owned();
    }
    if let Some(stem) = noun.strip_suffix("person") {
        return format!("{stem}people");
    }
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|ending| noun.ends_with(ending));
    match noun.strip_suffix('y') {
        Some(stem) if !vowel_before_y => return format!("{stem}ies"),
        _ => {}
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|ending| noun.ends_with(ending));
    format!("{noun}{}", if hisses { "es" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(edtf: &str) -> String {
        date_words(&When::parse(edtf).expect("the test writes valid dates"))
    }

    #[test]
    fn every_form_of_a_date_has_words_or_keeps_its_text() {
        let cases = [
            ("2009", "2009"),
            ("2009-05", "May 2009"),
            ("2009-03-25", "25 Mar 2009"),
            ("0000", "1 BC"),
            ("-0043", "44 BC"),
            ("2011-21", "spring 2011"),
            ("2011-24", "winter 2011"),
            ("2011-25", "northern spring 2011"),
            ("2011-32", "southern winter 2011"),
            ("2011-33", "Q1 2011"),
            ("2011-35", "Q3 2011"),
            ("2011-37", "Jan–Apr 2011"),
            ("2011-41", "second half of 2011"),
            ("2010~", "about 2010"),
            ("2010?", "perhaps 2010"),
            ("2011-08%", "perhaps about Aug 2011"),
            ("201X", "2010s"),
            ("20XX", "2000–2099"),
            ("2004-XX", "2004, month unknown"),
            ("1985-04-XX", "Apr 1985, day unknown"),
            ("1985-XX-XX", "1985, day unknown"),
            ("2013-12-09/2013-12-10", "9–10 Dec 2013"),
            ("2013-11-30/2013-12-02", "30 Nov – 2 Dec 2013"),
            ("2013-12-30/2014-01-02", "30 Dec 2013 – 2 Jan 2014"),
            ("2013-01/2013-09", "Jan–Sep 2013"),
            ("2013-11/2014-02", "Nov 2013 – Feb 2014"),
            ("2011-33/2011-35", "Q1–Q3 2011"),
            ("2003/2006", "2003–2006"),
            ("2000~/2012~", "about 2000 to about 2012"),
            ("2008/..", "since 2008"),
            ("../2008", "until 2008"),
            ("/2008", "from an unknown date to 2008"),
            ("2006-06-17/", "from 17 Jun 2006, end unknown"),
            ("2008/2012..", "2008 to 2012 or later"),
            ("..1995/2012..", "at least 1995–2012"),
            ("..2009-05/2011-08..", "at least May 2009 – Aug 2011"),
            ("..2006-09/2006-09..", "at least Sep 2006"),
            ("../2008..", "until 2008 or later"),
            ("[1993..]", "1993 or later"),
            ("[..1993]", "1993 or earlier"),
            ("[1993..2012]", "between 1993 and 2012"),
            ("[2009-05..2012-12]", "between May 2009 and Dec 2012"),
            ("[2021-08,2021-09]", "Aug 2021 or Sep 2021"),
            ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672"),
            ("2004-01-01T10:10:10Z", "1 Jan 2004, 10:10:10Z"),
            // No words of their own.
            ("Y170000002", "Y170000002"),
            ("1950S2", "1950S2"),
            ("156X-12-25", "156X-12-25"),
            ("2004-~06-11", "2004-~06-11"),
        ];
        for (edtf, words) in cases {
            assert_eq!(date(edtf), words, "{edtf}");
        }
    }

    fn amount(value: &str, to: Option<&str>, unit: &str) -> Amount {
        let decimal = |text| Decimal::new(text).expect("the test writes valid decimals");
        Amount {
            value: decimal(value),
            to: to.map(decimal),
            unit: unit.to_owned(),
            bound: Bound::Exact,
            span: Span::Total,
            period: None,
            compared_with: None,
        }
    }

    #[test]
    fn figures_keep_every_digit() {
        let cases = [
            ("8000000000", None, "USD", "US$8bn"),
            ("1250000000", None, "USD", "US$1.25bn"),
            ("28500000", None, "EUR", "€28.5m"),
            ("1234567", None, "EUR", "€1,234,567"),
            ("1234500000000", None, "KRW", "₩1,234.5bn"),
            ("3000000000000", None, "KZT", "₸3tn"),
            ("999999", None, "GBP", "£999,999"),
            ("12.5", None, "GBP", "£12.5"),
            ("5000000", None, "CHF", "CHF 5m"),
            ("-2000000", None, "USD", "-US$2m"),
            ("2000000000", Some("3000000000"), "USD", "US$2–3bn"),
            ("500000", Some("3000000"), "USD", "US$500,000–3,000,000"),
            ("24", None, "percent", "24%"),
            ("-5", Some("3"), "percent", "-5 to 3%"),
            ("40", Some("45"), "mast", "40–45 masts"),
            ("1", None, "company", "1 company"),
            ("300", None, "company", "300 companies"),
            ("340", None, "person", "340 people"),
            ("2", None, "day", "2 days"),
            ("3", None, "branch", "3 branches"),
            ("1000000", None, "lamp", "1,000,000 lamps"),
            ("7", None, "근로자", "7 근로자"),
        ];
        for (value, to, unit, words) in cases {
            assert_eq!(amount_words(&amount(value, to, unit)), words);
        }
    }

    #[test]
    fn bounds_spans_and_periods_are_said() {
        let base = || amount("1000000", None, "EUR");
        let with_bound = |bound| amount_words(&Amount { bound, ..base() });
        let bounds = Bound::ALL.map(with_bound);
        assert_eq!(bounds, ["€1m", "about €1m", "over €1m", "under €1m", "up to €1m"]);
        let with_span = |span| amount_words(&Amount { span, ..base() });
        assert_eq!(Span::ALL.map(with_span), ["€1m", "€1m a year", "€1m in total"]);
        let when = |text| When::parse(text).ok();
        let growth = Amount {
            period: when("2011-35"),
            compared_with: when("2010-35"),
            bound: Bound::Over,
            ..amount("8", None, "percent")
        };
        assert_eq!(amount_words(&growth), "over 8%, Q3 2011, compared with Q3 2010");
    }
}
