//! A value of a Parquet column as words: what its logical type says it is, in the form that other formats have it.

use crate::model::Day;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::schema::types::ColumnDescriptor;
use std::borrow::Cow;

/// What the bits of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// What the physical type is: a number, a truth value, or bytes that are text if they are.
    Plain,
    /// An integer without a sign.
    Unsigned,
    /// Text.
    Text,
    /// Days since 1970.
    Date,
    /// A time of day, in so many parts of a second.
    Time(i64),
    /// Time since 1970, in so many parts of a second; of UTC where that is `true`.
    Moment(i64, bool),
    /// An integer with so many digits after the point.
    Decimal(u32),
    /// Sixteen bytes of an identifier.
    Uuid,
    /// Two bytes of a number.
    Half,
}

/// A value as words, or why it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Words<'v> {
    Text(Cow<'v, str>),
    /// Numbers and truth values, which JSON writes without quotes.
    Number(String),
    /// Bytes that are no text, or no number at all: said of a column, not of a place.
    Unsaid(&'static str),
    /// What the column says it is not.
    Wrong(&'static str),
}

impl Meaning {
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        match column.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => Self::Text,
            Some(LogicalType::Decimal(_)) => Self::decimal(column),
            Some(LogicalType::Date) => Self::Date,
            Some(LogicalType::Time(time)) => Self::Time(parts(time.unit)),
            Some(LogicalType::Timestamp(moment)) => {
                Self::Moment(parts(moment.unit), moment.is_adjusted_to_u_t_c)
            }
            Some(LogicalType::Integer(integer)) if !integer.is_signed => Self::Unsigned,
            Some(LogicalType::Uuid) => Self::Uuid,
            Some(LogicalType::Float16) => Self::Half,
            Some(_) => Self::Plain,
            None => Self::of_old(column),
        }
    }

    /// The meaning in files from before logical types.
    fn of_old(column: &ColumnDescriptor) -> Self {
        match column.converted_type() {
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Self::Text,
            ConvertedType::DECIMAL => Self::decimal(column),
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIME_MILLIS => Self::Time(1_000),
            ConvertedType::TIME_MICROS => Self::Time(1_000_000),
            ConvertedType::TIMESTAMP_MILLIS => Self::Moment(1_000, true),
            ConvertedType::TIMESTAMP_MICROS => Self::Moment(1_000_000, true),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Self::Unsigned,
            _ => Self::Plain,
        }
    }

    fn decimal(column: &ColumnDescriptor) -> Self {
        Self::Decimal(column.type_scale().clamp(0, 64).cast_unsigned())
    }
}

fn parts(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// A value of a physical type.
pub(super) trait Cell {
    fn words(&self, meaning: Meaning) -> Words<'_>;
}

impl Cell for bool {
    fn words(&self, _: Meaning) -> Words<'_> {
        Words::Number(self.to_string())
    }
}

impl Cell for i32 {
    fn words(&self, meaning: Meaning) -> Words<'_> {
        match meaning {
            Meaning::Unsigned => Words::Number(self.cast_unsigned().to_string()),
            other => integer(i64::from(*self), other),
        }
    }
}

impl Cell for i64 {
    fn words(&self, meaning: Meaning) -> Words<'_> {
        match meaning {
            Meaning::Unsigned => Words::Number(self.cast_unsigned().to_string()),
            other => integer(*self, other),
        }
    }
}

impl Cell for Int96 {
    /// Nanoseconds of a day and a Julian day, as Impala and old versions of Spark write moments.
    fn words(&self, _: Meaning) -> Words<'_> {
        const JULIAN_1970: i64 = 2_440_588;
        let [low, high, day] = *self.data() else { return Words::Wrong("no moment") };
        let nanoseconds = u64::from(high) << 32 | u64::from(low);
        let Ok(seconds) = i64::try_from(nanoseconds / 1_000_000_000) else {
            return Words::Wrong("no moment");
        };
        let days = i64::from(day.cast_signed()) - JULIAN_1970;
        moment(days * 86_400 + seconds, (nanoseconds % 1_000_000_000).cast_signed(), 9, true)
    }
}

impl Cell for f32 {
    fn words(&self, _: Meaning) -> Words<'_> {
        float(f64::from(*self), self)
    }
}

impl Cell for f64 {
    fn words(&self, _: Meaning) -> Words<'_> {
        float(*self, self)
    }
}

impl Cell for ByteArray {
    fn words(&self, meaning: Meaning) -> Words<'_> {
        bytes(self.data(), meaning)
    }
}

impl Cell for FixedLenByteArray {
    fn words(&self, meaning: Meaning) -> Words<'_> {
        bytes(self.data(), meaning)
    }
}

fn integer<'v>(value: i64, meaning: Meaning) -> Words<'v> {
    match meaning {
        Meaning::Date => match i32::try_from(value) {
            Ok(day) => Words::Text(Day(day).to_string().into()),
            Err(_) => Words::Wrong("no day"),
        },
        Meaning::Time(parts) => {
            let clock = clock(value.div_euclid(parts), value.rem_euclid(parts), digits(parts));
            Words::Text(clock.into())
        }
        Meaning::Moment(parts, utc) => {
            moment(value.div_euclid(parts), value.rem_euclid(parts), digits(parts), utc)
        }
        Meaning::Decimal(scale) => Words::Number(decimal(i128::from(value), scale)),
        _ => Words::Number(value.to_string()),
    }
}

fn digits(parts: i64) -> usize {
    match parts {
        1_000 => 3,
        1_000_000 => 6,
        _ => 9,
    }
}

/// `12:30:05.25`, without a fraction of nothing.
fn clock(seconds: i64, fraction: i64, digits: usize) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let whole = format!("{hours:02}:{minutes:02}:{:02}", seconds % 60);
    if fraction == 0 {
        return whole;
    }
    let fraction = format!("{fraction:0digits$}");
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// `2012-03-25T10:00:00Z`; what is of no zone has no `Z`.
fn moment<'v>(seconds: i64, fraction: i64, digits: usize, utc: bool) -> Words<'v> {
    let Ok(day) = i32::try_from(seconds.div_euclid(86_400)) else {
        return Words::Wrong("no moment");
    };
    let clock = clock(seconds.rem_euclid(86_400), fraction, digits);
    let zone = if utc { "Z" } else { "" };
    Words::Text(format!("{}T{clock}{zone}", Day(day)).into())
}

/// Plain digits where they are few, else with an exponent; always the shortest that is read as the same number.
fn float<'v, F: std::fmt::Display + std::fmt::LowerExp>(size: f64, value: &F) -> Words<'v> {
    if !size.is_finite() {
        return Words::Unsaid("numbers that are none (NaN or infinite) are left out");
    }
    let is_plain = size == 0.0 || (1e-9..1e21).contains(&size.abs());
    Words::Number(if is_plain { format!("{value}") } else { format!("{value:e}") })
}

fn decimal(value: i128, scale: u32) -> String {
    let digits = value.unsigned_abs().to_string();
    let scale = scale as usize;
    let sign = if value < 0 { "-" } else { "" };
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

fn bytes(bytes: &[u8], meaning: Meaning) -> Words<'_> {
    const NO_TEXT: &str = "bytes that are no text are left out";
    match meaning {
        Meaning::Text => match std::str::from_utf8(bytes) {
            Ok(text) => Words::Text(text.into()),
            Err(_) => Words::Wrong("not UTF-8"),
        },
        Meaning::Decimal(scale) => {
            // Big-endian in two's complement.
            let Some(&first) = bytes.first().filter(|_| bytes.len() <= 16) else {
                return Words::Unsaid("decimals of more than 38 digits are left out");
            };
            let mut wide = [if first & 0x80 == 0 { 0 } else { 0xFF }; 16];
            wide[16 - bytes.len()..].copy_from_slice(bytes);
            Words::Number(decimal(i128::from_be_bytes(wide), scale))
        }
        Meaning::Uuid if bytes.len() == 16 => {
            let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let parts = [&hex[..4], &hex[4..6], &hex[6..8], &hex[8..10], &hex[10..]];
            Words::Text(parts.map(<[String]>::concat).join("-").into())
        }
        Meaning::Half => match *bytes {
            [low, high] => {
                let value = half(u16::from_le_bytes([low, high]));
                float(f64::from(value), &value)
            }
            _ => Words::Wrong("no number of two bytes"),
        },
        // Writers that know no text leave texts without a type.
        _ => match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => Words::Text(text.into()),
            _ => Words::Unsaid(NO_TEXT),
        },
    }
}

/// IEEE 754 binary16.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f32::from(bits & 0x3FF));
    sign * match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &Words<'_>) -> String {
        match words {
            Words::Text(text) => text.to_string(),
            Words::Number(number) => number.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn dates_and_moments_are_iso_8601() {
        let moment = |value: i64, parts| said(&value.words(Meaning::Moment(parts, true)));
        assert_eq!(said(&17_652i32.words(Meaning::Date)), "2018-05-01");
        assert_eq!(said(&(-1i32).words(Meaning::Date)), "1969-12-31");
        assert_eq!(moment(1_332_669_600_000, 1_000), "2012-03-25T10:00:00Z");
        assert_eq!(moment(-1, 1_000_000), "1969-12-31T23:59:59.999999Z");
        assert_eq!(
            said(&1_500_000_000i64.words(Meaning::Moment(1_000_000_000, false))),
            "1970-01-01T00:00:01.5"
        );
        assert_eq!(said(&45_005_250i32.words(Meaning::Time(1_000))), "12:30:05.25");
        let mut old = Int96::new();
        // Noon of 2000-01-01 is the start of Julian day 2451545.
        let noon: u64 = 43_200_000_000_000;
        old.set_data(noon as u32, (noon >> 32) as u32, 2_451_545);
        assert_eq!(said(&old.words(Meaning::Plain)), "2000-01-01T12:00:00Z");
    }

    #[test]
    fn numbers_are_digits() {
        let of_bytes = |bytes: &[u8], scale| {
            said(&ByteArray::from(bytes.to_vec()).words(Meaning::Decimal(scale)))
        };
        assert_eq!(said(&125_000_050i64.words(Meaning::Decimal(2))), "1250000.5");
        assert_eq!(said(&(-5i32).words(Meaning::Decimal(3))), "-0.005");
        assert_eq!(of_bytes(&[0xFF, 0x38], 2), "-2");
        assert_eq!(of_bytes(&[0x00, 0xC9], 2), "2.01");
        assert_eq!(of_bytes(&[1; 17], 2).split('(').next(), Some("Unsaid"));
        assert_eq!(said(&(-1i32).words(Meaning::Unsigned)), "4294967295");
        assert_eq!(said(&0.1f32.words(Meaning::Plain)), "0.1");
        assert_eq!(said(&1e-7f64.words(Meaning::Plain)), "0.0000001");
        assert_eq!(said(&1e300f64.words(Meaning::Plain)), "1e300");
        assert!(said(&f64::NAN.words(Meaning::Plain)).starts_with("Unsaid"));
        // 1.5, the smallest and the largest number of two bytes.
        for (bits, value) in [(0x3E00, 1.5), (0x0001, 5.960_464_5e-8), (0x7BFF, 65504.0)] {
            assert_eq!(half(bits).to_bits(), f32::to_bits(value));
        }
    }

    #[test]
    fn bytes_are_text_only_where_they_are() {
        let of = |bytes: &[u8], meaning| said(&ByteArray::from(bytes.to_vec()).words(meaning));
        assert_eq!(of("한국".as_bytes(), Meaning::Plain), "한국");
        assert!(of(b"\xFF\x00", Meaning::Plain).starts_with("Unsaid"));
        assert!(of(b"\xFF", Meaning::Text).starts_with("Wrong"));
        assert_eq!(
            of(&(0..16).collect::<Vec<u8>>(), Meaning::Uuid),
            "00010203-0405-0607-0809-0a0b0c0d0e0f"
        );
    }
}
