//! Amounts as sources state them: a decimal, its unit, how exact it is and what period it covers.
//!
//! Amounts are kept as written and never converted, split or added.

use super::When;
use std::cmp::Ordering;
use std::fmt;

/// A quantity with its unit and its hedges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The figure, or the lower end of a range.
    pub value: Decimal,
    /// The upper end of a range.
    pub to: Option<Decimal>,
    /// An ISO 4217 code, `percent`, or a counted noun in the singular.
    pub unit: String,
    /// How exact the figure is.
    pub bound: Bound,
    /// What the figure sums up.
    pub span: Span,
    /// The period it covers.
    pub period: Option<When>,
    /// The period a change is measured against.
    pub compared_with: Option<When>,
}

/// A decimal number as text: exact, of any length up to 40 digits, one way to write each value.
///
/// # Examples
/// ```
/// use sociogram::model::Decimal;
/// assert!(Decimal::new("8000000000").is_ok());
/// assert!(Decimal::new("08").is_err());
/// assert!(Decimal::new("1e9").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal(String);

/// Why a text is not a decimal, or an amount does not hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountProblem {
    /// Not an optional minus, digits, and optionally a point with digits.
    NotDecimal,
    /// Leading zeros, trailing zeros after the point, or minus zero.
    NotCanonical,
    /// More than 40 characters.
    TooLong,
    /// The upper end of the range is not above the lower one.
    EmptyRange,
    /// The unit is empty or not one word.
    Unit,
}

impl Decimal {
    /// Checks `text`.
    pub fn new(text: impl Into<String>) -> Result<Self, AmountProblem> {
        let text = text.into();
        if text.len() > 40 {
            return Err(AmountProblem::TooLong);
        }
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let (whole, fraction) =
            digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole) || fraction.is_some_and(|f| !is_digits(f)) {
            return Err(AmountProblem::NotDecimal);
        }
        let leading = whole.len() > 1 && whole.starts_with('0');
        let trailing = fraction.is_some_and(|f| f.ends_with('0'));
        if leading || trailing || text == "-0" {
            return Err(AmountProblem::NotCanonical);
        }
        Ok(Self(text))
    }

    /// The decimal as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The two ends of what rounds to this decimal: half a unit of its last digit that is not 0 to either
    /// side. Zero is rounded from itself.
    ///
    /// # Examples
    /// ```
    /// use sociogram::model::Decimal;
    /// let (low, high) = Decimal::new("48000000").unwrap().rounded_from();
    /// assert_eq!((low.as_str(), high.as_str()), ("47500000", "48500000"));
    /// ```
    #[must_use]
    pub fn rounded_from(&self) -> (Self, Self) {
        let (is_negative, whole, fraction) = self.parts();
        if whole == "0" && fraction.is_empty() {
            return (self.clone(), self.clone());
        }
        // What stands up to the last digit that is not 0, and half a unit of that digit, as digits after it.
        let (stem, half) = if fraction.is_empty() {
            let stem = whole.trim_end_matches('0');
            let half = match whole.len() - stem.len() {
                0 => ".5".to_owned(),
                zeros => format!("5{}", "0".repeat(zeros - 1)),
            };
            (stem.to_owned(), half)
        } else {
            (format!("{whole}.{fraction}"), "5".to_owned())
        };
        let near = less_one_unit(&stem) + &half;
        let near = match near.trim_start_matches('0') {
            rest if rest.is_empty() || rest.starts_with('.') => format!("0{rest}"),
            rest => rest.to_owned(),
        };
        let far = stem + &half;
        if is_negative {
            (Self(format!("-{far}")), Self(format!("-{near}")))
        } else {
            (Self(near), Self(far))
        }
    }

    fn parts(&self) -> (bool, &str, &str) {
        let digits = self.0.strip_prefix('-');
        let (whole, fraction) =
            digits.unwrap_or(&self.0).split_once('.').unwrap_or((digits.unwrap_or(&self.0), ""));
        (digits.is_some(), whole, fraction)
    }
}

/// Digits less one unit of the last, which is not 0: nothing is borrowed.
fn less_one_unit(digits: &str) -> String {
    let (rest, last) = digits.split_at(digits.len() - 1);
    let last = last.as_bytes()[0];
    assert!((b'1'..=b'9').contains(&last), "the last digit is not 0");
    format!("{rest}{}", char::from(last - 1))
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((a_minus, a_whole, a_fraction), (b_minus, b_whole, b_fraction)) =
            (self.parts(), other.parts());
        let magnitude = a_whole
            .len()
            .cmp(&b_whole.len())
            .then_with(|| a_whole.cmp(b_whole))
            .then_with(|| a_fraction.cmp(b_fraction));
        match (a_minus, b_minus) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How exact a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Bound {
    /// As stated.
    #[default]
    Exact,
    /// Approximately.
    About,
    /// More than.
    Over,
    /// Less than.
    Under,
    /// At most.
    UpTo,
}

/// What a figure sums up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Span {
    /// One total.
    #[default]
    Total,
    /// A figure per year.
    Annual,
    /// A running total over the period.
    Cumulative,
}

impl Bound {
    /// All values, for help.
    pub const ALL: [Self; 5] = [Self::Exact, Self::About, Self::Over, Self::Under, Self::UpTo];

    /// The word on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::About => "about",
            Self::Over => "over",
            Self::Under => "under",
            Self::UpTo => "up-to",
        }
    }

    /// Reads the word on disk.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.as_str() == word)
    }
}

impl Span {
    /// All values, for help.
    pub const ALL: [Self; 3] = [Self::Total, Self::Annual, Self::Cumulative];

    /// The word on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Annual => "annual",
            Self::Cumulative => "cumulative",
        }
    }

    /// Reads the word on disk.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

impl Amount {
    /// Checks what the parts cannot check alone: the range and the unit.
    pub fn check(&self) -> Result<(), AmountProblem> {
        if self.unit.is_empty() || self.unit.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(AmountProblem::Unit);
        }
        match &self.to {
            Some(to) if *to <= self.value => Err(AmountProblem::EmptyRange),
            _ => Ok(()),
        }
    }
}

impl Amount {
    /// States more than `limit`: the figure, or the upper one of a range, is greater, or it is over `limit` or
    /// over more.
    pub fn is_above(&self, limit: &Decimal) -> bool {
        self.to.as_ref().unwrap_or(&self.value) > limit
            || (self.bound == Bound::Over && self.value >= *limit)
    }
}

impl fmt::Display for AmountProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotDecimal => "a value is digits with an optional minus and point, like \"8000000000\" or \"1.25\"",
            Self::NotCanonical => "a value has no leading zeros and no trailing zeros after the point",
            Self::TooLong => "a value has at most 40 characters",
            Self::EmptyRange => "\"to\" must be greater than \"value\"",
            Self::Unit => "a unit is one word: an ISO 4217 code, \"percent\" or a counted noun",
        })
    }
}
