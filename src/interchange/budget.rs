//! How much a file may become: syntaxes that apply one text to many records could else make far more of a file than it
//! holds.

/// Bytes that every byte of a file may become.
const BYTES_PER_BYTE: usize = 64;
/// What a small file may become.
const BYTES_MIN: usize = 1 << 20;

/// What is left to be made of a file.
#[derive(Debug)]
pub(super) struct Budget {
    n_left: usize,
}

impl Budget {
    /// That of a file of so many bytes.
    pub(super) fn of(n_bytes: usize) -> Self {
        Self { n_left: n_bytes.saturating_mul(BYTES_PER_BYTE).saturating_add(BYTES_MIN) }
    }

    /// Takes so many bytes, and says whether they were there.
    #[must_use]
    pub(super) fn spend(&mut self, n_bytes: usize) -> bool {
        let left = self.n_left.checked_sub(n_bytes);
        self.n_left = left.unwrap_or(0);
        left.is_some()
    }
}
