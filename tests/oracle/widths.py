#!/usr/bin/env python3
"""Writes the advance widths of src/diagram/advances.rs, and the oracle the tests compare them with.

Read by fontTools 4.68.0 from Liberation Sans 2.1.5, Regular and Bold, which has the metrics of Arial
(Debian: fonts-liberation2 or fonts-liberation 2):

    python3 -m venv venv && venv/bin/pip install fonttools==4.68.0
    venv/bin/python tests/oracle/widths.py write FOLDER-OF-THE-FONTS
    venv/bin/python tests/oracle/widths.py check FOLDER-OF-THE-FONTS

`write` writes src/diagram/advances.rs and tests/oracle/text/widths.json. `check` writes nothing and
fails when either differs from what would be written; both need rustfmt. Neither file is edited by hand. No font is kept.
"""

import argparse
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

VERSION = "Version 2.1.5"
ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "src/diagram/advances.rs"
ORACLE = ROOT / "tests/oracle/text/widths.json"

# What is asked of the font, and what it is called in the table.
RANGES = [
    (0x0020, 0x007E, "Basic Latin"),
    (0x00A0, 0x024F, "Latin-1 Supplement, Latin Extended-A, Latin Extended-B"),
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x1E00, 0x1EFF, "Latin Extended Additional"),
    (0x2000, 0x2044, "Spaces, dashes, quotes, bullets, ellipsis"),
    (0x2070, 0x2094, "Superscripts and subscripts"),
    (0x20A0, 0x20BF, "Currency signs"),
    (0x2100, 0x214F, "Letter-like symbols"),
    (0x2150, 0x215F, "Fractions"),
    (0x2190, 0x21FF, "Arrows"),
    (0x2200, 0x22FF, "Mathematical signs"),
    (0x25A0, 0x25FF, "Geometric shapes"),
]
# A gap of more characters than this ends a block.
GAP_MAX = 6

HEADER = """\
//! Advance widths of Arial, Regular and Bold: numbers only, read from Liberation Sans, which has its metrics.
//!
//! Written by `tests/oracle/widths.py`, never by hand. Knows no text; `width.rs` looks up.

/// Characters in a row, with the width of each in thousandths of the font size.
pub(super) struct Block {
    /// The first character.
    pub(super) first: u32,
    /// Widths in Regular; 0 for a character that the font does not have.
    pub(super) regular: &'static [u16],
    /// Widths in Bold, as many.
    pub(super) bold: &'static [u16],
}

/// All blocks, by their first character.
"""


class Fonts:
    """The two faces, read once."""

    def __init__(self, folder):
        self.faces = [TTFont(folder / f"LiberationSans-{name}.ttf") for name in ("Regular", "Bold")]
        self.maps = [face.getBestCmap() for face in self.faces]
        for face in self.faces:
            found = face["name"].getDebugName(5)
            if found != VERSION:
                sys.exit(f"this is {found}, and the table is of {VERSION}")

    def widths(self, code):
        """Regular and bold in thousandths, half up; none for what has no width of its own."""
        if unicodedata.category(chr(code)) in ("Mn", "Me", "Cf", "Cc"):
            return None
        if any(code not in map for map in self.maps):
            return None
        pairs = zip(self.faces, self.maps)
        return [
            int(face["hmtx"][map[code]][0] * 1000 / face["head"].unitsPerEm + 0.5)
            for face, map in pairs
        ]


def blocks(fonts):
    """Rows of (first character, name, list of widths or none), without none at the ends."""
    for first, last, name in RANGES:
        row = []
        for code in range(first, last + 2):
            widths = fonts.widths(code) if code <= last else None
            if widths:
                row.append((code, widths))
            is_over = row and (code > last or code - row[-1][0] > GAP_MAX)
            if is_over:
                by_code = dict(row)
                start, end = row[0][0], row[-1][0]
                yield start, name, [by_code.get(code) for code in range(start, end + 1)]
                row = []


def numbers(name, widths, weight):
    values = [str(pair[weight] if pair else 0) for pair in widths]
    return f"        {name}: &[{', '.join(values)}],"


def table(rows):
    lines = ["pub(super) const BLOCKS: &[Block] = &["]
    before = None
    for first, name, widths in rows:
        if name != before:
            lines.append(f"    // {name}.")
        before = name
        lines += ["    Block {", f"        first: 0x{first:04X},"]
        lines += [numbers("regular", widths, 0), numbers("bold", widths, 1), "    },"]
    source = HEADER + "\n".join([*lines, "];", ""])
    rustfmt = ["rustfmt", "--edition", "2024", "--config-path", str(ROOT)]
    return subprocess.run(rustfmt, input=source, capture_output=True, text=True, check=True).stdout


def oracle(rows):
    entries = [
        f"{json.dumps(chr(first + at), ensure_ascii=False)}: {json.dumps(pair)}"
        for first, _, widths in rows
        for at, pair in enumerate(widths)
        if pair
    ]
    lines = [", ".join(entries[at : at + 5]) for at in range(0, len(entries), 5)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["write", "check"])
    parser.add_argument("folder", type=Path, help="where LiberationSans-Regular.ttf and -Bold.ttf are")
    arguments = parser.parse_args()
    rows = list(blocks(Fonts(arguments.folder)))
    for path, text in ((TABLE, table(rows)), (ORACLE, oracle(rows))):
        if arguments.action == "write":
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.relative_to(ROOT)} is not what the fonts say")


if __name__ == "__main__":
    main()
