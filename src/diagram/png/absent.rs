//! What stands in for drawing in a program that was built without PNG: no fonts, and an error that says so.

use super::outcome::{Png, PngError};

/// No fonts.
#[derive(Debug, Clone, Default)]
pub struct Fonts;

impl Fonts {
    /// No fonts.
    pub fn embedded() -> Self {
        Self
    }

    /// No fonts.
    pub fn of_system() -> Self {
        Self
    }
}

/// Says that this program draws no PNG.
pub fn png(_svg: &str, _fonts: &Fonts, _scale: f64) -> Result<Png, PngError> {
    Err(PngError::NotBuilt)
}
