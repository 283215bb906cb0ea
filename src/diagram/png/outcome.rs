//! What drawing a PNG gives: the file, or why there is none, and what no font could draw.

use std::fmt;

/// Pixels per point unless the caller says otherwise.
pub const SCALE_DEFAULT: f64 = 2.0;

/// The most pixels of a picture; a larger one is drawn at a smaller scale. Twice four bytes are needed for each.
pub const PIXELS_MAX: u32 = 8192 * 8192;

/// A picture in pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels per point: the scale that was asked for, or less where the picture had become too large.
    pub scale: f64,
    /// Scripts with characters that no font at hand has, by name; they are drawn as empty boxes.
    pub missing: Vec<MissingScript>,
}

/// A script that could not be drawn, or not in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingScript {
    /// Its name in Unicode, and `symbols` for signs of no script.
    pub script: String,
    /// The characters that are missing, each once, in the order of Unicode.
    pub characters: String,
    /// The Debian package with a font for it.
    pub package: &'static str,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq)]
pub enum PngError {
    /// This program was built without PNG.
    NotBuilt,
    /// A scale that is not a number above zero.
    Scale {
        /// What was asked for.
        asked: f64,
    },
    /// The SVG is not one.
    Malformed {
        /// What is wrong with it.
        reason: String,
    },
    /// The pixels could not be held or written.
    Pixels {
        /// What went wrong.
        reason: String,
    },
}

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBuilt => write!(f, "this program was built without PNG"),
            Self::Scale { asked } => write!(f, "a picture cannot be drawn at scale {asked}"),
            Self::Malformed { reason } => write!(f, "the SVG cannot be read: {reason}"),
            Self::Pixels { reason } => write!(f, "the picture cannot be drawn: {reason}"),
        }
    }
}

impl std::error::Error for PngError {}
