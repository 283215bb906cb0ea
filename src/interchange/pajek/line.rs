//! A line of a Pajek network: words, texts in quotation marks, times in brackets, parameters.

use std::borrow::Cow;

/// A word or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    is_quoted: bool,
}

/// A parameter that is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) value: String,
    /// Whether the name is in quotation marks, and so none of Pajek's own.
    pub(super) is_quoted: bool,
}

/// What stands after the label of a vertex or the weight of a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) kept: Vec<Kept>,
    /// Spans of time, without brackets.
    pub(super) times: Vec<String>,
    /// What only says how to draw.
    pub(super) n_drawn: usize,
}

/// Parameters that say how vertices and lines are drawn (Pajek manual, the input file).
const DRAWN: &[&str] = &[
    "x_fact", "y_fact", "phi", "r", "q", "ic", "bc", "bw", "lc", "la", "lr", "lphi", "fos", "font",
    "c", "p", "w", "s", "a", "ap", "h1", "h2", "a1", "k1", "a2", "k2", "b", "lp", "cx", "cy",
];

const SHAPES: &[&str] =
    &["ellipse", "box", "diamond", "triangle", "cross", "empty", "house", "man", "woman", "circle"];

impl Token {
    /// The number of a vertex from 1 to `n`.
    pub(super) fn number(&self, n: usize) -> Option<usize> {
        let number = self.text.parse::<usize>().ok()?;
        (1..=n).contains(&number).then_some(number)
    }

    /// Whether it is a number with a value.
    pub(super) fn is_decimal(&self) -> bool {
        let digits = self.text.trim_start_matches(['-', '+']);
        !self.is_quoted
            && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && self.text.parse::<f64>().is_ok_and(f64::is_finite)
    }

    /// The spans inside `[1-5,12-*]`.
    fn time(&self) -> Option<&str> {
        let inner = self.text.strip_prefix('[')?.strip_suffix(']')?;
        let is_time = |c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | ',' | '.' | ' ');
        (!self.is_quoted && !inner.is_empty() && inner.chars().all(is_time)).then_some(inner)
    }
}

/// The words and texts of a line.
pub(super) fn tokens(line: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (text, is_quoted, n) = if first == '"' {
            let end = rest[1..].find('"').ok_or("a text has no end")?;
            (&rest[1..=end], true, end + 2)
        } else {
            let close = if first == '[' { rest.find(']').map(|close| close + 1) } else { None };
            let end = || rest.find(char::is_whitespace).unwrap_or(rest.len());
            let n = close.unwrap_or_else(end);
            (&rest[..n], false, n)
        };
        tokens.push(Token { text: decoded(text).into_owned(), is_quoted });
        rest = rest[n..].trim_start();
    }
    Ok(tokens)
}

/// After the label of a vertex: coordinates, a shape, parameters, times.
pub(super) fn rest_of_vertex(tokens: &[Token]) -> Rest {
    let mut rest = Rest::default();
    let n_coordinates = tokens.iter().take(3).take_while(|token| token.is_decimal()).count();
    // What is at the origin was put nowhere.
    rest.n_drawn += usize::from(tokens[..n_coordinates].iter().any(|t| t.text.parse() != Ok(0.0)));
    let mut tokens = &tokens[n_coordinates..];
    if let Some(shape) = tokens.first().filter(|token| SHAPES.contains(&&*token.text)) {
        rest.n_drawn += usize::from(shape.text != "ellipse");
        tokens = &tokens[1..];
    }
    parameters(tokens, rest)
}

/// After the weight of a line: parameters and times.
pub(super) fn rest_of_tie(tokens: &[Token]) -> Rest {
    parameters(tokens, Rest::default())
}

fn parameters(mut tokens: &[Token], mut rest: Rest) -> Rest {
    while let [first, others @ ..] = tokens {
        tokens = others;
        if let Some(time) = first.time() {
            rest.times.push(time.to_owned());
            continue;
        }
        let Some((value, others)) = tokens.split_first() else {
            // A word alone, such as a shape that is not known.
            rest.n_drawn += 1;
            break;
        };
        tokens = others;
        if !first.is_quoted && DRAWN.contains(&&*first.text) {
            rest.n_drawn += 1;
        } else {
            rest.kept.push(Kept {
                name: first.text.clone(),
                value: value.text.clone(),
                is_quoted: first.is_quoted,
            });
        }
    }
    rest
}

/// One span of years as a date: `2001-2005` is `2001/2005`, `2001-*` is `2001/..`.
pub(super) fn years(time: &str) -> Option<String> {
    let is_year = |text: &str| {
        text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1000..3000).contains(&year))
    };
    let time = time.trim();
    match time.split_once('-') {
        None => is_year(time).then(|| time.to_owned()),
        Some((from, "*")) => is_year(from).then(|| format!("{from}/..")),
        Some((from, to)) => {
            (is_year(from) && is_year(to) && from <= to).then(|| format!("{from}/{to}"))
        }
    }
}

/// A text with `&#34;` and its like as the characters that they stand for.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains("&#") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        let after = &rest[at + 2..];
        let n = after.bytes().take(8).take_while(u8::is_ascii_digit).count();
        let c = after[..n].parse::<u32>().ok().and_then(char::from_u32);
        match c.filter(|_| after[n..].starts_with(';')) {
            Some(c) => {
                out.push(c);
                rest = &after[n + 1..];
            }
            None => {
                out.push_str("&#");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A text in quotation marks: what its readers would take for the end of it, or for an escape, stands as `&#34;` does.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' if chars.peek() == Some(&'#') => out.push_str("&#38;"),
            '"' | '\\' | '\0'..='\x1f' | '\x7f' => {
                out.extend(["&#", &u32::from(c).to_string(), ";"]);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_comes_back(text in "(?s).{0,20}|[&#0-9;\"\\\\]{0,12}") {
            let read = tokens(&encoded(&text)).unwrap();
            prop_assert_eq!(&read.iter().map(|t| &*t.text).collect::<Vec<_>>(), &[&*text]);
        }
    }

    #[test]
    fn spans_of_years_are_dates() {
        for (time, date) in [
            ("2001-2005", Some("2001/2005")),
            ("2001-*", Some("2001/..")),
            ("2001", Some("2001")),
            ("1-5", None),
            ("2005-2001", None),
            ("2001-2005,2008-*", None),
        ] {
            assert_eq!(years(time).as_deref(), date, "{time}");
        }
    }

    #[test]
    fn what_draws_is_told_from_what_says() {
        let tokens =
            tokens(r#"0.1 0.2 0.5 box ic Red city "New York" [1-5,9-*] "c" blue"#).unwrap();
        let rest = rest_of_vertex(&tokens);
        let kept: Vec<_> = rest.kept.iter().map(|kept| (&*kept.name, &*kept.value)).collect();
        assert_eq!(kept, [("city", "New York"), ("c", "blue")]);
        assert_eq!((rest.times, rest.n_drawn), (vec!["1-5,9-*".to_owned()], 3));
    }
}
