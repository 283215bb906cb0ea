//! What a file is when it is not the text it should be: named for what it is, so that nobody hunts for a
//! missing comma in a compressed file.

use super::finding::{Code, Draft, Sink};

/// Signatures of compressed files and archives at the start of a file.
const COMPRESSED: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
];

/// What bytes are that are not the text they should be.
pub(crate) struct Disguise {
    /// What it is, as a finding.
    pub(crate) code: Code,
    /// Where it shows, in bytes.
    pub(crate) offset: usize,
    /// What it is, in words.
    pub(crate) message: String,
    /// A way out.
    pub(crate) hint: &'static str,
}

/// The text of a file, or a finding and nothing. `empty` says how the file is written when it says nothing.
pub(super) fn text_of<'a>(
    sink: &mut Sink,
    file: &str,
    bytes: &'a [u8],
    empty: &str,
) -> Option<&'a str> {
    let mut refuse = |code, offset, message: String, hint: &str| {
        let (file, hint) = (file.to_owned().into(), Some(hint.to_owned()));
        sink.push(Draft { code, file, offset, message, hint, id: None });
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let message = "the file is empty".to_owned();
        refuse(Code::EmptyFile, 0, message, empty);
        return None;
    }
    let text = match plain_text(bytes, "JSON") {
        Ok(text) => text,
        Err(Disguise { code, offset, message, hint }) => {
            refuse(code, offset, message, hint);
            return None;
        }
    };
    if let Some(Disguise { code, offset, message, hint }) = page(text, "JSON") {
        refuse(code, offset, message, hint);
        return None;
    }
    if let Some(offset) = conflict_marker(text) {
        let message = "a git merge left its conflict markers here".to_owned();
        refuse(
            Code::ConflictMarker,
            offset,
            message,
            "resolve the conflict and delete the markers",
        );
        return None;
    }
    if text.starts_with('\u{FEFF}') {
        let message = "the file starts with a byte-order mark".to_owned();
        refuse(Code::ByteOrderMark, 0, message, "save it as UTF-8 without a byte-order mark");
    }
    Some(text)
}

/// The text that bytes are, where they are UTF-8 and no archive, damaged file or pointer to a file. `wanted` is what
/// the file should be.
pub(crate) fn plain_text<'a>(bytes: &'a [u8], wanted: &str) -> Result<&'a str, Disguise> {
    let disguise = |code, offset, message, hint| Disguise { code, offset, message, hint };
    if let Some((_, what)) = COMPRESSED.iter().find(|(start, _)| bytes.starts_with(start)) {
        let message = format!("this is {what}, not {wanted}");
        return Err(disguise(Code::Compressed, 0, message, "unpack it"));
    }
    if is_utf16(bytes) {
        let message = "the file is in UTF-16".to_owned();
        let hint = "save it as UTF-8 without a byte-order mark";
        return Err(disguise(Code::Utf16, 0, message, hint));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let message = format!("the bytes are not UTF-8 (at byte {offset})");
        disguise(Code::InvalidUtf8, offset, message, "save the file as UTF-8")
    })?;
    if let Some(offset) = text.find('\0') {
        let message = format!("the file holds a NUL byte (at byte {offset})");
        let hint = "restore the file; it looks damaged";
        return Err(disguise(Code::NulByte, offset, message, hint));
    }
    if text.starts_with("version https://git-lfs") {
        let message = "this is a Git LFS pointer, not the file itself".to_owned();
        let hint = "fetch the content with git lfs pull";
        return Err(disguise(Code::LfsPointer, 0, message, hint));
    }
    Ok(text)
}

/// An HTML or XML page where a text without markup should be.
pub(crate) fn page(text: &str, wanted: &str) -> Option<Disguise> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    // A conflict marker also starts with "<", and a page has a letter, "!" or "?" after it.
    let page = |c: char| c.is_ascii_alphabetic() || c == '!' || c == '?';
    start.strip_prefix('<').is_some_and(|rest| rest.starts_with(page)).then(|| Disguise {
        code: Code::Markup,
        offset: 0,
        message: format!("this is an HTML or XML page, not {wanted}"),
        hint: "a download may have stored an error page; get the file again",
    })
}

fn is_utf16(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let unmarked = bytes.len() >= 4
        && ((bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0)
            || (bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0));
    marked || unmarked
}

/// The first line that only a merge writes. A line of `=======` alone is no JSON either.
fn conflict_marker(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|marker| line.starts_with(marker))
            || line.trim_end() == "======="
        {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}
