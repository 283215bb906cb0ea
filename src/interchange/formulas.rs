//! Cells that a spreadsheet would run: an apostrophe before them when they are written, and none when they are read
//! back.

use std::borrow::Cow;

/// How cells that a spreadsheet would run as formulas are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Formulas {
    /// With an apostrophe before them.
    #[default]
    Neutralised,
    /// As they are.
    Raw,
}

impl Formulas {
    /// A cell as it is written.
    ///
    /// # Examples
    /// ```
    /// use sociogram::interchange::Formulas;
    /// assert_eq!(Formulas::Neutralised.cell("=A1"), "'=A1");
    /// assert_eq!(Formulas::Neutralised.cell("'=A1"), "''=A1");
    /// assert_eq!(Formulas::Neutralised.cell("O'Neil"), "O'Neil");
    /// assert_eq!(Formulas::Raw.cell("=A1"), "=A1");
    /// ```
    pub fn cell(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Neutralised if is_run(text.trim_start_matches('\'')) => {
                Cow::Owned(format!("'{text}"))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// A cell of a table that is read back: of cells as they are, those that would be taken for neutralised ones get an
    /// apostrophe more.
    pub(super) fn cell_to_read(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Neutralised => self.cell(text),
            Self::Raw if text.starts_with('\'') => Self::Neutralised.cell(text),
            Self::Raw => Cow::Borrowed(text),
        }
    }
}

/// A cell without the apostrophe that keeps a spreadsheet from running it; none where it has no such apostrophe.
pub(super) fn without_apostrophe(cell: &str) -> Option<&str> {
    let rest = cell.strip_prefix('\'')?;
    is_run(rest.trim_start_matches('\'')).then_some(rest)
}

/// Whether a spreadsheet takes a cell that starts so for a formula.
fn is_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_on_is_taken_off_and_nothing_else() {
        let ends = ["", "a", "=1", "+", "-1", "@x", "\tx", "\rx", "a=1"];
        for (n, end) in (0..4).flat_map(|n| ends.map(|end| (n, end))) {
            let text = "'".repeat(n) + end;
            for formulas in [Formulas::Neutralised, Formulas::Raw] {
                let cell = formulas.cell_to_read(&text);
                assert_eq!(without_apostrophe(&cell).unwrap_or(&cell), text, "{cell}");
            }
            assert!(!is_run(&Formulas::Neutralised.cell(&text)), "{text}");
        }
    }
}
