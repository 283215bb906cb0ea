//! Whole numbers out of bytes, eight digits at a time.

/// A number at the start of some bytes, and how many bytes it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// A number below 2^64 and its length.
    Read(u64, usize),
    /// There are no digits.
    Absent,
    /// Digits that make 2^64 or more.
    TooLarge,
}

const ZEROS: u64 = 0x3030_3030_3030_3030;
const HIGH: u64 = 0x8080_8080_8080_8080;
/// Added to a byte, sets its high bit if it is above 9.
const ABOVE_NINE: u64 = 0x7676_7676_7676_7676;

/// Reads the digits at the start of `bytes`.
#[inline]
pub(super) fn number(bytes: &[u8]) -> Number {
    if let Some(&chunk) = bytes.first_chunk::<8>() {
        let values = u64::from_le_bytes(chunk) ^ ZEROS;
        // Carries out of a byte only reach bytes after it, and the first one that is no digit counts.
        let others = (values.wrapping_add(ABOVE_NINE) | values) & HIGH;
        let n_digits = (others.trailing_zeros() / 8) as usize;
        if n_digits == 0 {
            return Number::Absent;
        }
        if n_digits < 8 {
            return Number::Read(eight(values << (64 - 8 * n_digits)), n_digits);
        }
    }
    digit_by_digit(bytes)
}

/// The number that eight digits make, one per byte, the first in the lowest.
fn eight(digits: u64) -> u64 {
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    (fours * 10_000 + (fours >> 32)) & 0xffff_ffff
}

#[cold]
fn digit_by_digit(bytes: &[u8]) -> Number {
    let n_digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if n_digits == 0 {
        return Number::Absent;
    }
    let mut value = 0_u64;
    for byte in &bytes[..n_digits] {
        let digit = u64::from(byte - b'0');
        match value.checked_mul(10).and_then(|tens| tens.checked_add(digit)) {
            Some(next) => value = next,
            None => return Number::TooLarge,
        }
    }
    Number::Read(value, n_digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_are_kept() {
        assert_eq!(number(b"18446744073709551615 "), Number::Read(u64::MAX, 20));
        assert_eq!(number(b"18446744073709551616"), Number::TooLarge);
        assert_eq!(number(b"x1234567"), Number::Absent);
        assert_eq!(number(b""), Number::Absent);
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_standard_library(value: u64, digits in 1..=20_u32, after in "[^0-9].*|") {
            let value = value % 10_u64.saturating_pow(digits);
            let text = format!("{value}{after}");
            prop_assert_eq!(number(text.as_bytes()), Number::Read(value, value.to_string().len()));
        }

        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            let n_digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            match number(&bytes) {
                Number::Read(_, length) => prop_assert_eq!(length, n_digits),
                Number::Absent => prop_assert_eq!(n_digits, 0),
                Number::TooLarge => prop_assert!(n_digits >= 20),
            }
        }
    }
}
