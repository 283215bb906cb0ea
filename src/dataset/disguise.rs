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
    if let Some((_, what)) = COMPRESSED.iter().find(|(start, _)| bytes.starts_with(start)) {
        refuse(Code::Compressed, 0, format!("this is {what}, not JSON"), "unpack it");
        return None;
    }
    if is_utf16(bytes) {
        let message = "the file is in UTF-16".to_owned();
        refuse(Code::Utf16, 0, message, "save it as UTF-8 without a byte-order mark");
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let offset = error.valid_up_to();
            let message = format!("the bytes are not UTF-8 (at byte {offset})");
            refuse(Code::InvalidUtf8, offset, message, "save the file as UTF-8");
            return None;
        }
    };
    if let Some(offset) = text.find('\0') {
        let message = format!("the file holds a NUL byte (at byte {offset})");
        refuse(Code::NulByte, offset, message, "restore the file; it looks damaged");
        return None;
    }
    if text.starts_with("version https://git-lfs") {
        let message = "this is a Git LFS pointer, not the file itself".to_owned();
        refuse(Code::LfsPointer, 0, message, "fetch the content with git lfs pull");
        return None;
    }
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    // A conflict marker also starts with "<", and a page has a letter, "!" or "?" after it.
    let page = |c: char| c.is_ascii_alphabetic() || c == '!' || c == '?';
    if start.strip_prefix('<').is_some_and(|rest| rest.starts_with(page)) {
        let message = "this is an HTML or XML page, not JSON".to_owned();
        refuse(
            Code::Markup,
            0,
            message,
            "a download may have stored an error page; get the file again",
        );
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
