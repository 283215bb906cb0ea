//! The name index: which node a written name means, whatever its case, spacing or script.
//!
//! Uses the model, `strsim` for distances and `unicode-normalization` for decomposition. It holds
//! texts and node numbers only: no graph, no I/O, no translation (an English name of a Korean
//! company is an alias, not a romanisation).
//!
//! Names resolve in tiers, tried in order: id, name, alias, folded. A tier with one node resolves, a
//! tier with several is ambiguous, a tier with none passes on. The folded tier is itself tried step by
//! step, from the closest key to the coarsest ([`Tier::Folded`]). What is merely near or partial is
//! suggested and never resolves.

mod cyrillic;
mod fold;
mod hangul;
mod index;
mod keys;
mod legal;
mod lookalike;
mod nearest;

pub use fold::fold;
pub use index::{NameEntry, NameIndex};

/// How a text met a name, closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The id, byte for byte.
    Id,
    /// The name, byte for byte.
    Name,
    /// An alias, byte for byte.
    Alias,
    /// The same name written differently. Tried in this order: other case, spacing, punctuation,
    /// accents or normal form; look-alike letters, or Kazakh letters written with Russian ones;
    /// another script; another script with the family name at the other end; with or without a legal
    /// form such as `JSC`.
    Folded,
    /// A part of the name or a name close to it: suggested, never resolved.
    Fuzzy,
}

impl Tier {
    /// The word for this tier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Folded => "folded",
            Self::Fuzzy => "fuzzy",
        }
    }
}

/// One node a text may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The node.
    pub node: u32,
    /// The tier in which it was found.
    pub tier: Tier,
    /// The id, name or alias that matched, as stored.
    pub matched: String,
    /// Closeness within the tier, in (0, 1]; 1 is byte for byte. Orders candidates, and is no
    /// probability.
    pub score: f64,
}

/// What a text means.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// Exactly one node.
    Found(Match),
    /// Several nodes in the first tier that had any, by score, then node.
    Ambiguous(Vec<Match>),
    /// No node; the nearest names, best first, possibly none.
    Unknown(Vec<Match>),
}
