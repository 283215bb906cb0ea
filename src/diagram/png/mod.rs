//! PNG from the SVG that this layer writes, without another program and on a machine without fonts.
//!
//! Only this file knows whether the program was built with PNG. Without it, drawing is an error; nothing else
//! changes. Reads fonts, which the font crate finds by itself; reads no other file and no environment.

#[cfg(not(feature = "png"))]
mod absent;
#[cfg(feature = "png")]
mod draw;
#[cfg(feature = "png")]
mod fonts;
mod outcome;

#[cfg(not(feature = "png"))]
pub use absent::{Fonts, png};
#[cfg(feature = "png")]
pub use draw::png;
#[cfg(feature = "png")]
pub use fonts::Fonts;
pub use outcome::{MissingScript, PIXELS_MAX, Png, PngError, SCALE_DEFAULT};
