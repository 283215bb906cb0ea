//! Which face draws which character. The choice is ours, by coverage and by family, so that the same fonts always
//! give the same picture and a letter of another script takes a sans-serif face of the same weight, upright.
//!
//! Knows no layout and no SVG. The font crate finds the folders of fonts, the environment included.

use resvg::usvg::FontResolver;
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source, Stretch, Style};
use skrifa::{FontRef, MetadataProvider};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Families as wide as Arial, for which text is measured; the earlier is taken where two have as much.
const TEXT_FAMILIES: [&str; 4] = ["Arial", "Liberation Sans", "Arimo", "Helvetica"];

/// Sans-serif families for Hangul, Han and kana, best first: one for all of them, then one for each.
const CJK_FAMILIES: [&str; 18] = [
    "Noto Sans CJK KR",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans KR",
    "NanumGothic",
    "Nanum Gothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans SC",
    "Noto Sans JP",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "Yu Gothic",
    "Meiryo",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
];

/// What sets a face with strokes at the ends of letters, or of letters all as wide, behind the others.
const UNLIKE_SANS: [&str; 6] = ["Serif", "Mono", "Batang", "Myeongjo", "Myungjo", "Ming"];

/// The fonts at hand: the embedded ones and, unless it is to be without, those of the machine.
#[derive(Debug, Clone)]
pub struct Fonts {
    database: Arc<Database>,
    /// Regular and bold of the font that is part of the program.
    embedded: [ID; 2],
}

impl Fonts {
    /// The font in the program alone: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, currency and arrows.
    pub fn embedded() -> Self {
        let mut database = Database::new();
        let faces: [&'static [u8]; 2] =
            [dejavu::sans_condensed::regular(), dejavu::sans_condensed::bold()];
        let embedded = faces.map(|bytes| {
            *database
                .load_font_source(Source::Binary(Arc::new(bytes)))
                .first()
                .expect("the embedded font is a font")
        });
        Self { database: Arc::new(database), embedded }
    }

    /// The fonts of the machine as well. Opens every font file of the machine once, so one value is for all pictures.
    pub fn of_system() -> Self {
        let mut fonts = Self::embedded();
        Arc::make_mut(&mut fonts.database).load_system_fonts();
        fonts
    }

    pub(super) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }

    /// Chooses the faces for a picture by its characters.
    pub(super) fn pick(&self, characters: &BTreeSet<char>) -> Picked {
        Picked { by_weight: WEIGHTS.map(|weight| self.pick_weight(weight, characters)) }
    }

    fn pick_weight(&self, weight: u16, characters: &BTreeSet<char>) -> PickedWeight {
        let text = self.text_face(weight, characters);
        let mut open: BTreeSet<char> = characters - &self.covered(text, characters);
        let mut fallbacks = BTreeMap::new();
        let mut order = Vec::new();
        for face in self.fallback_faces(weight) {
            if open.is_empty() {
                break;
            }
            let covered = self.covered(face, &open);
            if !covered.is_empty() {
                order.push(face);
            }
            for c in covered {
                open.remove(&c);
                fallbacks.insert(c, face);
            }
        }
        PickedWeight { text, fallbacks, order }
    }

    /// The face of an Arial-like family with most of the characters, or the embedded one.
    fn text_face(&self, weight: u16, characters: &BTreeSet<char>) -> ID {
        self.database
            .faces()
            .filter(|face| face.style == Style::Normal && face.stretch == Stretch::Normal)
            .filter(|face| face.weight.0 == weight)
            .filter_map(|face| Some((family_rank(face, &TEXT_FAMILIES)?, face)))
            .map(|(rank, face)| {
                let count = self.covered(face.id, characters).len();
                (Reverse(count), rank, &face.post_script_name, path_of(face), face)
            })
            .min_by(|a, b| (a.0, a.1, a.2, &a.3).cmp(&(b.0, b.1, b.2, &b.3)))
            .map_or(self.embedded[index_of(weight)], |(.., face)| face.id)
    }

    /// All upright faces, best first, for what the face of the text does not have: the embedded one, then the
    /// families for Hangul, Han and kana, then any, sans-serif before others.
    fn fallback_faces(&self, weight: u16) -> Vec<ID> {
        let embedded = self.embedded[index_of(weight)];
        let mut faces: Vec<_> = self
            .database
            .faces()
            .filter(|face| face.style == Style::Normal && !is_of_pixels(face))
            .map(|face| {
                let unlike = UNLIKE_SANS.iter().any(|word| name_of(face).contains(word));
                let key = (
                    face.id != embedded,
                    family_rank(face, &CJK_FAMILIES).unwrap_or(CJK_FAMILIES.len()),
                    unlike || face.monospaced,
                    face.stretch != Stretch::Normal,
                    face.weight.0.abs_diff(weight),
                    name_of(face),
                    path_of(face),
                    face.index,
                );
                (key, face.id)
            })
            .collect();
        faces.sort_by(|(a, _), (b, _)| a.cmp(b));
        faces.into_iter().map(|(_, id)| id).collect()
    }

    /// Those of the characters that a face has.
    fn covered(&self, face: ID, characters: &BTreeSet<char>) -> BTreeSet<char> {
        let of_font = |bytes: &[u8], index: u32| {
            let map = FontRef::from_index(bytes, index).ok()?;
            let map = map.charmap();
            Some(characters.iter().copied().filter(|c| map.map(*c).is_some()).collect())
        };
        self.database.with_face_data(face, of_font).flatten().unwrap_or_default()
    }
}

/// Regular and bold, as CSS counts them.
const WEIGHTS: [u16; 2] = [400, 700];

/// The place of a weight among the two.
fn index_of(weight: u16) -> usize {
    usize::from(weight >= 600)
}

fn family_rank(face: &FaceInfo, families: &[&str]) -> Option<usize> {
    families.iter().position(|family| face.families.iter().any(|(name, _)| name == family))
}

fn name_of(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name)
}

fn path_of(face: &FaceInfo) -> String {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => path.to_string_lossy().into_owned(),
        Source::Binary(_) => String::new(),
    }
}

/// Whether the letters of a face are small pictures, which are not drawn here.
fn is_of_pixels(face: &FaceInfo) -> bool {
    name_of(face).contains("Color Emoji")
}

/// The faces for the characters of one picture.
#[derive(Debug)]
pub(super) struct Picked {
    by_weight: [PickedWeight; 2],
}

#[derive(Debug)]
struct PickedWeight {
    text: ID,
    /// The face of each character that the face of the text does not have.
    fallbacks: BTreeMap<char, ID>,
    /// Those faces, best first.
    order: Vec<ID>,
}

impl Picked {
    /// The choice in the form in which layout asks for it.
    pub(super) fn resolver(&self) -> FontResolver<'_> {
        FontResolver {
            select_font: Box::new(|font, _| Some(self.by_weight[index_of(font.weight())].text)),
            select_fallback: Box::new(|c, used, _| self.fallback(c, used)),
        }
    }

    /// Layout gives up on a run at the first character without a face. So that one that no font has does not take
    /// the others with it, the other faces of the picture are offered too.
    fn fallback(&self, c: char, used: &[ID]) -> Option<ID> {
        let weight = self.by_weight.iter().find(|weight| used.first() == Some(&weight.text))?;
        let own = weight.fallbacks.get(&c);
        own.into_iter().chain(&weight.order).find(|face| !used.contains(face)).copied()
    }
}
