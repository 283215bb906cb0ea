//! The token table: one value per colour and theme. Everything that draws takes its colours here.
//!
//! Knows no shapes and no text. The kind colours are chosen to stay apart for readers with any of the
//! three colour-vision deficiencies; the tests compute that.

use super::Theme;
use crate::model::Colour;

/// A colour as `#RRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(&'static str);

impl Rgb {
    /// The colour as `#RRGGBB`.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// What a relation is about; decides the colour of its line. Everything else is grey and says its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Visits, meetings, invitations.
    Contact,
    /// Signatures and taking part.
    Agreement,
    /// What is done, built or dealt with.
    Substance,
    /// Money, ownership, honours.
    Benefit,
    /// All others.
    Other,
}

impl Relation {
    /// All, in the order of the legend.
    pub const ALL: [Self; 5] =
        [Self::Contact, Self::Agreement, Self::Substance, Self::Benefit, Self::Other];

    /// The relation of an edge kind by its name.
    pub fn of_kind(name: &str) -> Self {
        match name {
            "visited" | "met" | "hosted" | "attended" | "invited" => Self::Contact,
            "signed" | "participates-in" | "initiated" | "established" => Self::Agreement,
            "concerns" | "discussed" | "builds" | "operates" | "develops" | "supplies"
            | "opened" => Self::Substance,
            "owns" | "controls" | "funded" | "invested-in" | "lent-to" | "awarded"
            | "awarded-to" => Self::Benefit,
            _ => Self::Other,
        }
    }
}

/// A colour by what it is for; each theme has its own value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// Behind everything.
    Page,
    /// A panel.
    Panel,
    /// A card.
    Card,
    /// The border of a card.
    Border,
    /// Names and titles.
    Text,
    /// Second lines, captions, sources.
    TextSecond,
    /// A card that is context only.
    DimmedCard,
    /// Its border.
    DimmedBorder,
    /// Its name and second line.
    DimmedText,
    /// A line that is context only.
    DimmedLine,
    /// The line and the borders of a path.
    Path,
    /// A kind of node.
    Kind(Colour),
    /// A relation.
    Relation(Relation),
}

/// The colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub page: Rgb,
    /// A panel.
    pub panel: Rgb,
    /// A card.
    pub card: Rgb,
    /// The border of a card.
    pub border: Rgb,
    /// Names and titles.
    pub text: Rgb,
    /// Second lines, captions, sources.
    pub text_second: Rgb,
    /// A card that is context only.
    pub dimmed_card: Rgb,
    /// Its border.
    pub dimmed_border: Rgb,
    /// Its name and second line.
    pub dimmed_text: Rgb,
    /// A line that is context only.
    pub dimmed_line: Rgb,
    /// The line and the borders of a path.
    pub path: Rgb,
    kinds: [Rgb; 6],
    relations: [Rgb; 5],
}

const LIGHT: Palette = Palette {
    page: Rgb("#FFFFFF"),
    panel: Rgb("#F3F6F9"),
    card: Rgb("#FFFFFF"),
    border: Rgb("#8A93A0"),
    text: Rgb("#111827"),
    text_second: Rgb("#4B5563"),
    dimmed_card: Rgb("#FBFCFD"),
    dimmed_border: Rgb("#C9CFD8"),
    dimmed_text: Rgb("#667085"),
    dimmed_line: Rgb("#8A93A0"),
    path: Rgb("#111827"),
    kinds: [
        Rgb("#0072B2"),
        Rgb("#111827"),
        Rgb("#D55E00"),
        Rgb("#009E73"),
        Rgb("#CC79A7"),
        Rgb("#6B7280"),
    ],
    relations: [Rgb("#0072B2"), Rgb("#D55E00"), Rgb("#009E73"), Rgb("#A8457F"), Rgb("#374151")],
};

const DARK: Palette = Palette {
    page: Rgb("#0F1419"),
    panel: Rgb("#161D25"),
    card: Rgb("#1B232D"),
    border: Rgb("#6F7B8B"),
    text: Rgb("#F1F5F9"),
    text_second: Rgb("#B6BFCC"),
    dimmed_card: Rgb("#131A21"),
    dimmed_border: Rgb("#2E3947"),
    dimmed_text: Rgb("#94A0B0"),
    dimmed_line: Rgb("#6B7888"),
    path: Rgb("#F0E442"),
    kinds: [
        Rgb("#56B4E9"),
        Rgb("#F1F5F9"),
        Rgb("#E69F00"),
        Rgb("#1D9E77"),
        Rgb("#D65FAE"),
        Rgb("#6F7B8B"),
    ],
    relations: [Rgb("#56B4E9"), Rgb("#E69F00"), Rgb("#1D9E77"), Rgb("#D65FAE"), Rgb("#B6BFCC")],
};

impl Palette {
    /// The colours of a theme.
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The colour of an ink.
    pub fn ink(&self, ink: Ink) -> Rgb {
        match ink {
            Ink::Page => self.page,
            Ink::Panel => self.panel,
            Ink::Card => self.card,
            Ink::Border => self.border,
            Ink::Text => self.text,
            Ink::TextSecond => self.text_second,
            Ink::DimmedCard => self.dimmed_card,
            Ink::DimmedBorder => self.dimmed_border,
            Ink::DimmedText => self.dimmed_text,
            Ink::DimmedLine => self.dimmed_line,
            Ink::Path => self.path,
            Ink::Kind(colour) => self.kind(colour),
            Ink::Relation(relation) => self.relation(relation),
        }
    }

    /// The colour of a kind.
    pub fn kind(&self, colour: Colour) -> Rgb {
        let at = match colour {
            Colour::Person => 0,
            Colour::Government => 1,
            Colour::Company => 2,
            Colour::Project => 3,
            Colour::Event => 4,
            Colour::Agreement => 5,
        };
        self.kinds[at]
    }

    /// The colour of a relation.
    pub fn relation(&self, relation: Relation) -> Rgb {
        self.relations[relation as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Linear = [f64; 3];

    /// sRGB to linear light, IEC 61966-2-1.
    fn linear(colour: Rgb) -> Linear {
        [1, 3, 5].map(|at| {
            let byte = u8::from_str_radix(&colour.0[at..at + 2], 16).unwrap();
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Contrast ratio of WCAG 2.2.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let luminance = |c: Rgb| {
            let [r, g, b] = linear(c);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    fn multiply(matrix: &[Linear; 3], v: Linear) -> Linear {
        [0, 1, 2].map(|row| (0..3).map(|i| matrix[row][i] * v[i]).sum())
    }

    /// OKLab of Björn Ottosson, "A perceptual color space for image processing", 2020.
    fn oklab(rgb: Linear) -> Linear {
        let lms = multiply(
            &[
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            rgb,
        )
        .map(f64::cbrt);
        multiply(
            &[
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            lms,
        )
    }

    /// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model for simulation
    /// of color vision deficiency", 2009, severity 1: normal, protan, deutan, tritan.
    const VISIONS: [[Linear; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];

    /// Smallest OKLab distance x 100 between two of the colours under any of the four visions.
    fn worst_pair(colours: &[Rgb]) -> f64 {
        let mut worst = f64::INFINITY;
        for vision in &VISIONS {
            let seen: Vec<Linear> = colours
                .iter()
                .map(|&c| oklab(multiply(vision, linear(c)).map(|v| v.clamp(0.0, 1.0))))
                .collect();
            for (i, a) in seen.iter().enumerate() {
                for b in &seen[..i] {
                    let distance =
                        (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt() * 100.0;
                    worst = worst.min(distance);
                }
            }
        }
        worst
    }

    #[test]
    fn marks_and_text_stand_out() {
        for palette in [&LIGHT, &DARK] {
            for mark in palette.kinds.iter().chain(&palette.relations).chain([&palette.path]) {
                assert!(contrast(*mark, palette.page) >= 3.0, "{mark:?} on the page");
            }
            for mark in &palette.kinds {
                assert!(contrast(*mark, palette.card) >= 3.0, "{mark:?} on a card");
            }
            assert!(contrast(palette.border, palette.page) >= 3.0);
            assert!(contrast(palette.dimmed_line, palette.page) >= 3.0);
            for text in [palette.text, palette.text_second] {
                for ground in [palette.page, palette.panel, palette.card] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}");
                }
            }
            assert!(contrast(palette.dimmed_text, palette.dimmed_card) >= 4.5);
            assert!(contrast(palette.dimmed_text, palette.page) >= 4.5);
        }
    }

    #[test]
    fn kinds_have_the_contrast_of_the_table() {
        let table =
            [(LIGHT, [5.2, 17.7, 3.9, 3.4, 3.06, 4.8]), (DARK, [8.0, 16.9, 8.2, 5.5, 5.4, 4.3])];
        for (palette, figures) in table {
            for (kind, figure) in palette.kinds.into_iter().zip(figures) {
                let ratio = contrast(kind, palette.page);
                assert!((ratio - figure).abs() <= 0.06, "{kind:?}: {ratio}");
            }
        }
    }

    #[test]
    fn kinds_stay_apart_for_every_eye() {
        assert!((worst_pair(&LIGHT.kinds) - 7.6).abs() < 0.06, "{}", worst_pair(&LIGHT.kinds));
        assert!((worst_pair(&DARK.kinds) - 5.7).abs() < 0.06, "{}", worst_pair(&DARK.kinds));
        for palette in [&LIGHT, &DARK] {
            let worst = worst_pair(&palette.relations);
            assert!(worst >= 5.5, "relations: {worst}");
        }
    }
}
