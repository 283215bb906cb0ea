//! The compact protocol of Apache Thrift, walked without building anything: enough to know how large a structure will
//! become before a library builds it. Every length is held against the bytes that are there.

/// How deep structures may stand in each other; the format's own stand seven deep.
const DEPTH_MAX: u8 = 24;
/// The longest list.
const ITEMS_MAX: u64 = 1 << 20;

/// Bytes of a structure; none where they end too early or make no sense.
pub(super) struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// The type of a field or of the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    True,
    False,
    Byte,
    Integer,
    Double,
    Binary,
    List,
    Map,
    Struct,
    Uuid,
}

impl Type {
    fn of(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::True,
            2 => Self::False,
            3 => Self::Byte,
            4..=6 => Self::Integer,
            7 => Self::Double,
            8 => Self::Binary,
            9 | 10 => Self::List,
            11 => Self::Map,
            12 => Self::Struct,
            13 => Self::Uuid,
            _ => return None,
        })
    }
}

impl<'b> Compact<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes walked so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// An unsigned integer in groups of seven bits.
    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A signed integer.
    pub(super) fn integer(&mut self) -> Option<i64> {
        let zigzag = self.unsigned()?;
        Some((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed())
    }

    /// Goes over `n` bytes.
    pub(super) fn pass(&mut self, n: u64) -> Option<()> {
        let n = usize::try_from(n).ok()?;
        let end = self.at.checked_add(n).filter(|end| *end <= self.bytes.len())?;
        self.at = end;
        Some(())
    }

    /// The next field of a structure after the field `before`: its number and type. `Some(None)` at its end.
    #[expect(clippy::option_option, reason = "the end of a structure is no error")]
    pub(super) fn field(&mut self, before: i64) -> Option<Option<(i64, Type)>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        let kind = Type::of(head & 0x0F)?;
        let number = match head >> 4 {
            0 => self.integer()?,
            step => before.checked_add(i64::from(step))?,
        };
        Some(Some((number, kind)))
    }

    /// The number and the type of the items of a list.
    pub(super) fn list(&mut self) -> Option<(u64, Type)> {
        let head = self.byte()?;
        let n = match head >> 4 {
            15 => self.unsigned()?,
            n => u64::from(n),
        };
        let room = (self.bytes.len() - self.at) as u64;
        (n <= room.min(ITEMS_MAX)).then_some((n, Type::of(head & 0x0F)?))
    }

    /// Goes over the value of a field.
    pub(super) fn skip(&mut self, kind: Type) -> Option<()> {
        self.skip_in(kind, 0)
    }

    fn skip_in(&mut self, kind: Type, depth: u8) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        match kind {
            Type::True | Type::False => {}
            Type::Byte => self.pass(1)?,
            Type::Integer => {
                self.unsigned()?;
            }
            Type::Double => self.pass(8)?,
            Type::Uuid => self.pass(16)?,
            Type::Binary => {
                let n = self.unsigned()?;
                self.pass(n)?;
            }
            Type::List => {
                let (n, item) = self.list()?;
                for _ in 0..n {
                    self.skip_item(item, depth)?;
                }
            }
            Type::Map => {
                let n = self.unsigned()?;
                if n > 0 {
                    let types = self.byte()?;
                    let (key, value) = (Type::of(types >> 4)?, Type::of(types & 0x0F)?);
                    for _ in 0..n {
                        self.skip_item(key, depth)?;
                        self.skip_item(value, depth)?;
                    }
                }
            }
            Type::Struct => {
                let mut number = 0;
                while let Some((field, kind)) = self.field(number)? {
                    number = field;
                    self.skip_in(kind, depth + 1)?;
                }
            }
        }
        Some(())
    }

    /// Truth values take a byte in lists and none in fields.
    fn skip_item(&mut self, kind: Type, depth: u8) -> Option<()> {
        match kind {
            Type::True | Type::False => self.pass(1),
            kind => self.skip_in(kind, depth + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_zigzag_in_groups_of_seven_bits() {
        // The examples of the Thrift specification: 0, -1, 1, -2, and 50399 as unsigned.
        for (bytes, value) in [(&[0u8][..], 0), (&[1], -1), (&[2], 1), (&[3], -2)] {
            assert_eq!(Compact::new(bytes).integer(), Some(value));
        }
        assert_eq!(Compact::new(&[0xDF, 0x89, 0x03]).unsigned(), Some(50399));
        assert_eq!(Compact::new(&[0x80; 10]).unsigned(), None);
        assert_eq!(Compact::new(&[0x80]).unsigned(), None);
    }

    #[test]
    fn lengths_beyond_the_bytes_and_deep_structures_are_nothing() {
        // A binary of five bytes of which two are there; a list of a million integers in four bytes.
        assert_eq!(Compact::new(&[5, 1, 2]).skip(Type::Binary), None);
        assert_eq!(Compact::new(&[0xF5, 0xC0, 0x84, 0x3D]).skip(Type::List), None);
        // A structure whose first field is a structure, and so on.
        let deep = [vec![0x1C; 10_000], vec![0; 10_001]].concat();
        assert_eq!(Compact::new(&deep).skip(Type::Struct), None);
        let shallow = [vec![0x1C; 10], vec![0; 11]].concat();
        assert_eq!(Compact::new(&shallow).skip(Type::Struct), Some(()));
    }
}
