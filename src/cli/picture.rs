//! A scene as a file: laid out by the program itself or by Graphviz, written whole or not at all.

use super::error::CliError;
use super::ui::Ui;
use crate::diagram::{
    Drawing, Fonts, Format, Graphviz, GraphvizError, Pins, SCALE_DEFAULT, Scene, accessible_svg,
    lay_out, png, to_dot, to_html, to_mermaid, to_svg,
};
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Below so many pixels per point nobody can read the words.
const SCALE_LEGIBLE: f64 = 0.3;

/// Who lays out a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// The program itself.
    Builtin,
    /// Graphviz, an outside program.
    Graphviz,
}

impl Engine {
    /// All values, for help and completion.
    pub(super) const ALL: [Self; 2] = [Self::Builtin, Self::Graphviz];

    /// The word on the command line.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::Graphviz => "graphviz",
        }
    }
}

/// A picture in a form.
pub(super) fn render(
    scene: &Scene,
    pins: &Pins,
    form: Format,
    engine: Engine,
    ui: &Ui,
) -> Result<Vec<u8>, CliError> {
    match (form, engine) {
        (Format::Dot, _) => Ok(to_dot(scene).into_bytes()),
        (Format::Mermaid, _) => Ok(to_mermaid(scene).into_bytes()),
        (Format::Html, _) => Ok(to_html(scene, &laid_out(scene, pins, ui)).into_bytes()),
        (Format::Svg | Format::Png, Engine::Graphviz) => by_graphviz(scene, form, ui),
        (Format::Svg, Engine::Builtin) => Ok(by_us(scene, pins, ui).into_bytes()),
        (Format::Png, Engine::Builtin) => pixels(&by_us(scene, pins, ui), ui),
    }
}

fn by_us(scene: &Scene, pins: &Pins, ui: &Ui) -> String {
    to_svg(&laid_out(scene, pins, ui))
}

fn laid_out(scene: &Scene, pins: &Pins, ui: &Ui) -> Drawing {
    let mut progress = ui.progress("placing");
    lay_out(scene, pins, &mut |share| progress.tell(share))
}

/// An SVG of ours as pixels; scripts that no font at hand has are said with the package that brings one.
fn pixels(svg: &str, ui: &Ui) -> Result<Vec<u8>, CliError> {
    let picture = png(svg, &Fonts::of_system(), SCALE_DEFAULT).map_err(|error| {
        CliError::program(error.to_string()).hint("write the picture as SVG: -o FILE.svg")
    })?;
    for missing in &picture.missing {
        ui.warn(&format!(
            "no font at hand has {} ({}); install one (Debian: apt-get install -y {})",
            missing.script, missing.characters, missing.package
        ));
    }
    if let Some(words) = illegible(picture.scale) {
        ui.warn(&words);
    } else if picture.scale < SCALE_DEFAULT {
        ui.note(&format!(
            "the picture is large, so a point has {:.2} pixels instead of {SCALE_DEFAULT}",
            picture.scale
        ));
    }
    Ok(picture.bytes)
}

/// What to say of a PNG at a scale at which its words cannot be read.
fn illegible(scale: f64) -> Option<String> {
    (scale < SCALE_LEGIBLE).then(|| {
        format!(
            "a point has {scale:.2} pixels on so large a picture: PNG cannot show its words, SVG can (-o FILE.svg)"
        )
    })
}

fn by_graphviz(scene: &Scene, form: Format, ui: &Ui) -> Result<Vec<u8>, CliError> {
    let dot = to_dot(scene);
    let program = std::env::var_os("GRAPHVIZ_DOT").map(PathBuf::from);
    let rendered = Graphviz::new(program.as_deref())
        .render(&dot, form)
        .map_err(|error| graphviz_error(&error))?;
    for line in rendered.warnings.lines() {
        ui.warn(&format!("graphviz: {line}"));
    }
    if form == Format::Svg {
        let svg = String::from_utf8_lossy(&rendered.bytes);
        return Ok(accessible_svg(&svg, scene).into_bytes());
    }
    Ok(rendered.bytes)
}

fn graphviz_error(error: &GraphvizError) -> CliError {
    let hint = match error {
        GraphvizError::Missing { .. } => {
            "install Graphviz (Debian: apt-get install -y graphviz fonts-noto-cjk), or leave out --engine graphviz"
        }
        GraphvizError::Failed { .. } => {
            "leave out --engine graphviz, or try another version of Graphviz"
        }
        GraphvizError::TimedOut { .. } => "draw less: name fewer nodes or lower --cards",
    };
    CliError::program(error.to_string()).hint(hint)
}

/// Writes a file whole or not at all. Only a regular file is replaced.
pub(super) fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), CliError> {
    write_all_whole(&[(file, bytes)])
}

/// Writes files, each whole, and all of them or none. Only regular files are replaced.
///
/// Every file is written beside its place before the first is moved there, so what fails until then leaves all as it
/// was. A crash between two moves, or a move that fails, leaves the earlier files new and the later ones old, each
/// whole; after a crash those not yet moved also stay behind as `.sociogram-*.tmp`.
pub(super) fn write_all_whole(files: &[(&Path, &[u8])]) -> Result<(), CliError> {
    let mut beside = Vec::with_capacity(files.len());
    for (number, (file, bytes)) in files.iter().enumerate() {
        beside.push(Beside::write(file, bytes, number)?);
    }
    beside.into_iter().try_for_each(Beside::into_place)
}

/// A file that stands written beside its place; it is gone when it is dropped.
struct Beside<'f> {
    file: &'f Path,
    temporary: PathBuf,
}

impl<'f> Beside<'f> {
    /// Writes the file with this number among those written together.
    fn write(file: &'f Path, bytes: &[u8], number: usize) -> Result<Self, CliError> {
        let shown = file.display().to_string();
        if file.file_name().is_none() {
            return Err(CliError::usage(format!("{shown} is no file name")));
        }
        match fs::symlink_metadata(file) {
            Ok(there) if !there.is_file() => return Err(not_replaced(&shown, there.file_type())),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(CliError::write(&shown, &error)),
        }
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let (temporary, mut out) =
            create_temporary(folder, number).map_err(|error| CliError::write(&shown, &error))?;
        let beside = Self { file, temporary };
        out.write_all(bytes)
            .and_then(|()| out.sync_all())
            .map_err(|error| CliError::write(&shown, &error))?;
        Ok(beside)
    }

    fn into_place(self) -> Result<(), CliError> {
        fs::rename(&self.temporary, self.file)
            .map_err(|error| CliError::write(&self.file.display().to_string(), &error))
    }
}

impl Drop for Beside<'_> {
    fn drop(&mut self) {
        // What was moved is not here any more; an error is told about the file asked for.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Why what stands in the place of a picture stays there.
pub(super) fn not_replaced(shown: &str, there: FileType) -> CliError {
    let (found, hint) = if there.is_symlink() {
        ("a symbolic link", "name the file it leads to; -o - is standard output")
    } else if there.is_dir() {
        ("a folder", "name a file in it")
    } else {
        ("a pipe, a socket or a device", "write to standard output instead: -o -")
    };
    CliError::io(format!("{shown} is {found}, which a picture does not replace")).hint(hint)
}

/// A new file beside the one asked for, under a name that is short however long that one's is.
fn create_temporary(folder: &Path, number: usize) -> io::Result<(PathBuf, File)> {
    const ATTEMPTS_MAX: usize = 100;
    let process = std::process::id();
    let mut attempt = 0;
    loop {
        let path = folder.join(format!(".sociogram-{process}-{}.tmp", number + attempt));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            // A process that had this number before may have left one behind.
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS_MAX =>
            {
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_whose_words_cannot_be_read_names_svg() {
        assert_eq!(illegible(SCALE_DEFAULT), None);
        assert_eq!(illegible(SCALE_LEGIBLE), None);
        let words = illegible(0.127).expect("nobody can read that");
        assert!(words.contains("0.13 pixels") && words.contains("SVG"), "{words}");
    }
}
