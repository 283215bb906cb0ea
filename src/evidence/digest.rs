//! SHA-256 over texts and bytes. Chooses no encoding: a text is its UTF-8 bytes as they are.

use crate::model::Digest;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The digest of a text's UTF-8 bytes.
///
/// # Examples
/// ```
/// let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(sociogram::evidence::digest("").to_string(), empty);
/// ```
pub fn digest(text: &str) -> Digest {
    digest_bytes(text.as_bytes())
}

/// The digest of bytes.
pub fn digest_bytes(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// A digest over bytes that arrive in pieces.
#[derive(Clone, Default)]
pub struct Digester(Sha256);

impl Digester {
    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl fmt::Debug for Digester {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digester")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // FIPS 180-2, appendix B: the examples "abc" and the 448-bit message.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const LONG: &str = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";

    #[test]
    fn digests_are_those_of_the_standard() {
        assert_eq!(digest("abc").to_string(), ABC);
        let mut pieces = Digester::default();
        pieces.update(b"abcdbcdecdefdefgefghfghighijhijkijk");
        pieces.update(b"ljklmklmnlmnomnopnopq");
        assert_eq!(pieces.finish().to_string(), LONG);
    }
}
