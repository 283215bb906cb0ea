//! The index: names filed under their keys, looked up by binary search, searched by scan.
//!
//! Flat and sorted, so that it can later be written to a file and mapped. It owns its texts.

use super::fold::{self, Extent, FOLD_BYTES_MAX, beginning};
use super::keys::{Class, Key, Keys};
use super::nearest::{CoarsePattern, Pattern, coarse_score};
use super::{Match, Resolution, Tier};
use std::collections::BTreeMap;
use std::ops::Range;

/// Longest query, in bytes, that is folded. A longer one can still equal a name, nothing else.
const QUERY_BYTES_MAX: usize = 1024;

/// Most names that an unknown one is answered with.
const NEAREST_MAX: usize = 5;

// Scores of the folded tier, by the step that found the match.
const SCORE_FOLD: f64 = 0.99;
const SCORE_LOOSE: f64 = 0.97;
const SCORE_SCRIPT: f64 = 0.95;
const SCORE_REORDERED: f64 = 0.93;
const SCORE_BARE: f64 = 0.9;

/// What one node is called.
#[derive(Debug, Clone)]
pub struct NameEntry<'a> {
    /// The node.
    pub node: u32,
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its other names, in any script.
    pub aliases: Vec<&'a str>,
}

/// An index over the ids, names and aliases of nodes.
///
/// # Complexity
/// `build` takes O(t log t) for t texts; `resolve` O(log t) when it resolves; `search` and an unknown
/// name scan all texts. Texts are folded up to their first 1024 bytes: a longer name resolves
/// by its exact form only, and is searched by that beginning.
///
/// # Determinism
/// Answers depend on the set of entries, not on their order.
///
/// # Examples
/// ```
/// use sociogram::names::{NameEntry, NameIndex, Resolution};
/// let entry = NameEntry { node: 7, id: "lee-mb", name: "Lee Myung-bak", aliases: vec![] };
/// let index = NameIndex::build([entry]);
/// for query in ["lee-mb", "Lee Myung-bak", "LEE MYUNGBAK", "이명박"] {
///     assert!(matches!(index.resolve(query), Resolution::Found(found) if found.node == 7));
/// }
/// assert!(matches!(index.resolve("Lee Myung-bok"), Resolution::Unknown(near) if near[0].node == 7));
/// ```
#[derive(Debug, Clone, Default)]
pub struct NameIndex {
    /// All texts, stored and folded, one after the other.
    arena: String,
    /// Sorted by node, then name, aliases, id. One that folds like its node's name has no folded words.
    labels: Vec<Label>,
    /// Labels sorted by tier, then stored text.
    exact: Vec<u32>,
    /// Sorted by class, then key, then label.
    keys: Vec<KeyRow>,
}

/// One id, name or alias.
#[derive(Debug, Clone)]
struct Label {
    node: u32,
    tier: Tier,
    stored: Range<usize>,
    spaced: Range<usize>,
}

/// One key of a label.
#[derive(Debug, Clone)]
struct KeyRow {
    class: Class,
    key: Range<usize>,
    label: u32,
}

impl NameIndex {
    /// Files every entry. Several entries may share a node.
    pub fn build<'a>(entries: impl IntoIterator<Item = NameEntry<'a>>) -> Self {
        let mut texts: Vec<(u32, Tier, &str)> = Vec::new();
        for entry in entries {
            texts.push((entry.node, Tier::Id, entry.id));
            texts.push((entry.node, Tier::Name, entry.name));
            texts.extend(entry.aliases.into_iter().map(|alias| (entry.node, Tier::Alias, alias)));
        }
        // A name is what a reader knows the node by, an id is a code: the name is reported first.
        texts.sort_unstable_by_key(|&(node, tier, text)| (node, tier == Tier::Id, tier, text));
        texts.dedup();
        let mut index = Self::default();
        for (node, tier, text) in texts {
            index.file(node, tier, text);
        }
        index.sort();
        index
    }

    /// The node that a text means, if it means exactly one.
    pub fn resolve(&self, query: &str) -> Resolution {
        for tier in [Tier::Id, Tier::Name, Tier::Alias] {
            if let Some(resolution) = decide(self.exact_matches(tier, query)) {
                return resolution;
            }
        }
        if query.len() > QUERY_BYTES_MAX {
            return Resolution::Unknown(Vec::new());
        }
        let keys = Keys::of(query);
        for step in STEPS {
            if let Some(resolution) = decide(self.folded_matches(step, &keys)) {
                return resolution;
            }
        }
        Resolution::Unknown(ranked(self.fuzzy_matches(&keys), NEAREST_MAX))
    }

    /// All nodes that a text may mean, each with its best match: exact ones first, then folded, then
    /// names that contain the text, then near ones; within a tier by score, then node.
    ///
    /// An empty or overlong text finds nothing, an overlong name excepted that it equals.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Match> {
        let mut found = Vec::new();
        for tier in [Tier::Id, Tier::Name, Tier::Alias] {
            found.extend(self.exact_matches(tier, query));
        }
        if query.len() <= QUERY_BYTES_MAX {
            let keys = Keys::of(query);
            for step in STEPS {
                found.extend(self.folded_matches(step, &keys));
            }
            found.extend(self.fuzzy_matches(&keys));
        }
        ranked(found, limit)
    }

    fn file(&mut self, node: u32, tier: Tier, text: &str) {
        let label = u32::try_from(self.labels.len()).expect("fewer than 2^32 names are indexed");
        let stored = self.store(text);
        let (head, extent) = beginning(text);
        let spaced = fold::spaced(head);
        // An id is mostly its name in lower case; filed once, it is scanned once.
        let is_told = extent == Extent::Whole && self.has_sibling(node, &spaced);
        let start = self.arena.len();
        self.labels.push(Label { node, tier, stored, spaced: start..start });
        if is_told || spaced.is_empty() {
            return;
        }
        self.labels[label as usize].spaced = self.store(&spaced);
        // A cut name must not resolve: another name may begin alike.
        if extent == Extent::Cut {
            return;
        }
        let keys = Keys::of_folded(head, spaced);
        for key in keys.loose {
            self.file_key((Class::Loose, key), label);
        }
        if let Some(bare) = keys.bare {
            self.file_key((Class::Bare, bare), label);
        }
        for key in keys.coarse {
            self.file_key(key, label);
        }
        self.file_key((Class::Fold, keys.fold), label);
    }

    /// Whether the name of a node, the first label filed for it, folds to the same words in full.
    fn has_sibling(&self, node: u32, spaced: &str) -> bool {
        let first = self.labels.partition_point(|label| label.node < node);
        self.labels.get(first).is_some_and(|label| {
            label.stored.len() <= FOLD_BYTES_MAX && &self.arena[label.spaced.clone()] == spaced
        })
    }

    fn file_key(&mut self, (class, key): Key, label: u32) {
        let key = self.store(&key);
        self.keys.push(KeyRow { class, key, label });
    }

    fn store(&mut self, text: &str) -> Range<usize> {
        let start = self.arena.len();
        self.arena.push_str(text);
        start..self.arena.len()
    }

    fn sort(&mut self) {
        let Self { arena, labels, exact, keys } = self;
        *exact = (0..).take(labels.len()).collect();
        let label = |ix: u32| &labels[ix as usize];
        exact.sort_unstable_by_key(|&ix| (label(ix).tier, &arena[label(ix).stored.clone()], ix));
        keys.sort_unstable_by(|a, b| {
            let key = |row: &KeyRow| (row.class, &arena[row.key.clone()], row.label);
            key(a).cmp(&key(b))
        });
    }

    fn stored(&self, label: u32) -> &str {
        &self.arena[self.labels[label as usize].stored.clone()]
    }

    fn match_of(&self, label: u32, tier: Tier, score: f64) -> Match {
        let matched = self.stored(label).to_owned();
        Match { node: self.labels[label as usize].node, tier, matched, score }
    }

    fn exact_matches(&self, tier: Tier, query: &str) -> Vec<Match> {
        if query.trim().is_empty() {
            return Vec::new();
        }
        let position = |ix: &u32| (self.labels[*ix as usize].tier, self.stored(*ix));
        let start = self.exact.partition_point(|ix| position(ix) < (tier, query));
        self.exact[start..]
            .iter()
            .take_while(|ix| position(ix) == (tier, query))
            .map(|&ix| self.match_of(ix, tier, 1.0))
            .collect()
    }

    /// The labels filed under a key, in order.
    fn labels_with(&self, class: Class, key: &str) -> impl Iterator<Item = u32> {
        let position = |row: &KeyRow| (row.class, &self.arena[row.key.clone()]);
        let start = self.keys.partition_point(|row| position(row) < (class, key));
        let length = self.keys[start..].partition_point(|row| position(row) <= (class, key));
        self.keys[start..start + length].iter().map(|row| row.label)
    }

    fn folded_matches(&self, step: Step, keys: &Keys) -> Vec<Match> {
        if keys.fold.is_empty() {
            return Vec::new();
        }
        let mut labels: Vec<u32> = match step {
            Step::Fold => self.labels_with(Class::Fold, &keys.fold).collect(),
            Step::Loose => self.labels_with_either(Class::Loose, &keys.fold, keys.loose.iter()),
            Step::Script => self.labels_with_coarse(&keys.coarse),
            Step::Reordered => self.labels_with_coarse(&keys.reordered()),
            Step::Bare => self.labels_with_either(Class::Bare, &keys.fold, keys.bare.iter()),
        };
        labels.sort_unstable();
        labels.dedup_by_key(|label| self.labels[*label as usize].node);
        labels.into_iter().map(|ix| self.match_of(ix, Tier::Folded, step.score())).collect()
    }

    /// Labels whose other form is the query, or whose fold or other form is another form of the query.
    fn labels_with_either<'q>(
        &self,
        class: Class,
        fold: &str,
        others: impl Iterator<Item = &'q String>,
    ) -> Vec<u32> {
        let mut labels: Vec<u32> = self.labels_with(class, fold).collect();
        for other in others {
            labels.extend(self.labels_with(Class::Fold, other));
            labels.extend(self.labels_with(class, other));
        }
        labels
    }

    fn labels_with_coarse(&self, keys: &[Key]) -> Vec<u32> {
        keys.iter().flat_map(|(class, key)| self.labels_with(class.partner(), key)).collect()
    }

    /// Every label that contains the query or is near it, by scan.
    fn fuzzy_matches(&self, keys: &Keys) -> Vec<Match> {
        let mut best: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
        if keys.fold.is_empty() {
            return Vec::new();
        }
        let mut offer = |label: u32, score: f64| {
            let node = self.labels[label as usize].node;
            let kept = best.entry(node).or_insert((score, label));
            if score > kept.0 {
                *kept = (score, label);
            }
        };
        let pattern = Pattern::new(&keys.spaced, &keys.fold);
        let mut name = String::new();
        for (label, row) in (0..).zip(&self.labels).filter(|(_, row)| !row.spaced.is_empty()) {
            if let Some(score) = pattern.score(&self.arena[row.spaced.clone()], &mut name) {
                offer(label, score);
            }
        }
        for (class, key) in &keys.coarse {
            let pattern = CoarsePattern::new(key);
            for row in self.rows_of(class.partner()) {
                if let Some(score) = coarse_score(&pattern, &self.arena[row.key.clone()]) {
                    offer(row.label, score);
                }
            }
        }
        best.into_values().map(|(score, label)| self.match_of(label, Tier::Fuzzy, score)).collect()
    }

    fn rows_of(&self, class: Class) -> &[KeyRow] {
        let start = self.keys.partition_point(|row| row.class < class);
        let end = self.keys.partition_point(|row| row.class <= class);
        &self.keys[start..end]
    }
}

/// The steps of the folded tier, closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Case, spacing, punctuation, accents, normal form.
    Fold,
    /// Look-alike letters, Kazakh letters as Russian ones.
    Loose,
    /// Another script.
    Script,
    /// Another script, family name at the other end.
    Reordered,
    /// With or without a legal form.
    Bare,
}

const STEPS: [Step; 5] = [Step::Fold, Step::Loose, Step::Script, Step::Reordered, Step::Bare];

impl Step {
    fn score(self) -> f64 {
        match self {
            Self::Fold => SCORE_FOLD,
            Self::Loose => SCORE_LOOSE,
            Self::Script => SCORE_SCRIPT,
            Self::Reordered => SCORE_REORDERED,
            Self::Bare => SCORE_BARE,
        }
    }
}

/// What the matches of one tier say, or nothing if there are none.
fn decide(matches: Vec<Match>) -> Option<Resolution> {
    let mut matches = ranked(matches, usize::MAX);
    match matches.len() {
        0 => None,
        1 => matches.pop().map(Resolution::Found),
        _ => Some(Resolution::Ambiguous(matches)),
    }
}

/// The best match of each node, by tier, score descending, node; at most `limit`.
fn ranked(mut matches: Vec<Match>, limit: usize) -> Vec<Match> {
    matches.sort_by(|a, b| {
        (a.node, a.tier).cmp(&(b.node, b.tier)).then_with(|| b.score.total_cmp(&a.score))
    });
    matches.dedup_by_key(|found| found.node);
    matches.sort_by(|a, b| {
        a.tier.cmp(&b.tier).then_with(|| b.score.total_cmp(&a.score)).then(a.node.cmp(&b.node))
    });
    matches.truncate(limit);
    matches
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn entry<'a>(node: u32, id: &'a str, name: &'a str, aliases: &[&'a str]) -> NameEntry<'a> {
        NameEntry { node, id, name, aliases: aliases.to_vec() }
    }

    fn people_and_companies() -> NameIndex {
        NameIndex::build([
            entry(0, "samruk-energy", "Samruk-Energy", &["АО «Самрук-Энерго»"]),
            entry(1, "nazarbayev", "Nursultan Nazarbayev", &[]),
            entry(2, "akhmetov", "Serik Akhmetov", &[]),
            entry(3, "lee-mb", "Lee Myung-bak", &["MB"]),
            entry(4, "park-gh", "Park Geun-hye", &[]),
            entry(5, "roh-mh", "Roh Moo-hyun", &[]),
            entry(6, "kepco", "Korea Electric Power Corporation", &["한국전력공사", "KEPCO"]),
            entry(7, "lg", "LG", &[]),
            entry(8, "lg-chem", "LG Chemical", &["LG화학"]),
            entry(9, "kangnam-u", "Kangnam University", &[]),
            entry(10, "hannam-u", "Hannam University", &[]),
            entry(11, "kazakhstan", "Kazakhstan", &[]),
            entry(12, "kaztel", "Kazakhtelecom JSC", &[]),
            entry(13, "seoul-a", "Seoul Bank", &["The Bank"]),
            entry(14, "seoul-b", "Seoul Trust", &["The Bank"]),
        ])
    }

    #[track_caller]
    fn found(index: &NameIndex, query: &str) -> (u32, Tier) {
        match index.resolve(query) {
            Resolution::Found(found) => (found.node, found.tier),
            other => panic!("{query}: {other:?}"),
        }
    }

    #[track_caller]
    fn nearest(index: &NameIndex, query: &str) -> Vec<u32> {
        match index.resolve(query) {
            Resolution::Unknown(near) => near.into_iter().map(|near| near.node).collect(),
            other => panic!("{query}: {other:?}"),
        }
    }

    #[test]
    fn the_first_tier_with_one_node_wins() {
        let index = people_and_companies();
        for (query, node, tier) in [
            ("kepco", 6, Tier::Id),
            ("KEPCO", 6, Tier::Alias),
            ("Kepco", 6, Tier::Folded),
            ("LG", 7, Tier::Name),
            ("lg", 7, Tier::Id),
            ("MB", 3, Tier::Alias),
            ("lee myung bak", 3, Tier::Folded),
            ("LEE MYUNGBAK", 3, Tier::Folded),
            ("SAMRUKENERGY", 0, Tier::Folded),
        ] {
            assert_eq!(found(&index, query), (node, tier), "{query}");
        }
    }

    #[test]
    fn scripts_meet() {
        let index = people_and_companies();
        for (query, node) in [
            ("이명박", 3),
            ("박근혜", 4),
            ("노무현", 5),
            ("Назарбаев", 1),
            ("Нурсултан Назарбаев", 1),
            ("Нұрсұлтан Назарбаев", 1),
            ("Назарбаев Нурсултан", 1),
            ("Серік Ахметов", 2),
            ("Серик Ахметов", 2),
            ("Қазақстан", 11),
            ("Казахстан", 11),
            ("АО Казахтелеком", 12),
            ("강남 University", 9),
        ] {
            assert_eq!(found(&index, query), (node, Tier::Folded), "{query}");
        }
    }

    #[test]
    fn a_stored_name_in_another_script_is_found_from_latin_letters() {
        let index = NameIndex::build([
            entry(0, "a", "이명박", &[]),
            entry(1, "b", "Нұрсұлтан Назарбаев", &[]),
            entry(2, "c", "Серік Ахметов", &[]),
        ]);
        assert_eq!(found(&index, "Lee Myung-bak"), (0, Tier::Folded));
        assert_eq!(found(&index, "Yi Myŏng-bak"), (0, Tier::Folded));
        assert_eq!(found(&index, "Nursultan Nazarbaev"), (1, Tier::Folded));
        assert_eq!(found(&index, "Nazarbayev, Nursultan"), (1, Tier::Folded));
        assert_eq!(found(&index, "Серик Ахметов"), (2, Tier::Folded));
    }

    #[test]
    fn a_family_name_may_stand_at_either_end() {
        let index = NameIndex::build([
            entry(0, "rhee", "Syngman Rhee", &[]),
            entry(1, "b", "Myung-bak Lee", &[]),
        ]);
        assert_eq!(found(&index, "이명박"), (1, Tier::Folded));
    }

    #[test]
    fn a_surname_alone_is_suggested_and_does_not_resolve() {
        let index = NameIndex::build([entry(4, "p1", "Nursultan Nazarbayev", &[])]);
        for query in ["Назарбаев", "Nazarbayev", "nazarb", "Nursultan", "Nazarbaev"] {
            assert_eq!(nearest(&index, query), [4], "{query}");
        }
    }

    #[test]
    fn several_nodes_in_a_tier_are_ambiguous() {
        let index = people_and_companies();
        let Resolution::Ambiguous(both) = index.resolve("The Bank") else { panic!() };
        assert_eq!(
            both.iter().map(|m| (m.node, m.tier)).collect::<Vec<_>>(),
            [(13, Tier::Alias), (14, Tier::Alias)]
        );
        assert!(
            matches!(index.resolve("the bank"), Resolution::Ambiguous(both) if both.len() == 2)
        );
    }

    #[test]
    fn one_node_with_several_matching_names_is_not_ambiguous() {
        let index = NameIndex::build([entry(3, "a-b", "A B", &["AB", "a b", "A B"])]);
        assert_eq!(found(&index, "A B"), (3, Tier::Name));
        assert_eq!(found(&index, "a-B"), (3, Tier::Folded));
    }

    #[test]
    fn an_exact_tier_is_not_made_ambiguous_by_a_later_one() {
        let index =
            NameIndex::build([entry(0, "x", "Dong", &[]), entry(1, "y", "z", &["Dong", "x"])]);
        assert_eq!(found(&index, "Dong"), (0, Tier::Name));
        assert_eq!(found(&index, "x"), (0, Tier::Id));
    }

    #[test]
    fn latin_names_that_differ_never_merge() {
        let index = NameIndex::build([
            entry(0, "a", "Kim", &[]),
            entry(1, "b", "Hannam University", &[]),
            entry(2, "c", "LG Chemical", &[]),
            entry(3, "d", "Nazarbayev", &[]),
        ]);
        for query in ["Gim", "Kangam University", "Kangnam University", "LG", "Nazarbaev"] {
            assert!(matches!(index.resolve(query), Resolution::Unknown(_)), "{query}");
        }
    }

    #[test]
    fn look_alike_letters_are_read_in_one_script() {
        let index = people_and_companies();
        assert_eq!(found(&index, "K\u{0415}PCO"), (6, Tier::Folded));
        let planted = NameIndex::build([
            entry(0, "real", "KEPCO", &[]),
            entry(1, "fake", "K\u{0415}PCO", &[]),
        ]);
        assert_eq!(found(&planted, "KEPCO"), (0, Tier::Name));
        assert_eq!(found(&planted, "kepco"), (0, Tier::Folded));
    }

    #[test]
    fn legal_forms_are_a_last_resort() {
        let index = people_and_companies();
        assert_eq!(found(&index, "Kazakhtelecom"), (12, Tier::Folded));
        assert_eq!(found(&index, "Samruk-Energy JSC"), (0, Tier::Folded));
        let both = NameIndex::build([entry(0, "a", "Posco", &[]), entry(1, "b", "Posco Ltd", &[])]);
        assert_eq!(found(&both, "posco"), (0, Tier::Folded));
        assert_eq!(found(&both, "posco ltd."), (1, Tier::Folded));
        assert!(matches!(both.resolve("Posco Inc"), Resolution::Ambiguous(_)));
    }

    #[test]
    fn a_slip_is_suggested() {
        let index = people_and_companies();
        assert_eq!(nearest(&index, "Samruk Enrgy")[0], 0);
        assert_eq!(nearest(&index, "Самрук-Энеро")[0], 0);
        assert_eq!(nearest(&index, "Назарбаеф"), [1]);
        assert_eq!(nearest(&index, "Park Guen-hye")[0], 4);
        let suggested = index.search("Samruk Enrgy", 1);
        assert_eq!((suggested.len(), suggested[0].matched.as_str()), (1, "Samruk-Energy"));
        assert!(index.search("Samruk Enrgy", 0).is_empty());
        assert!(index.search("zzzzqqqq", 5).is_empty());
    }

    #[test]
    fn search_finds_words_prefixes_and_parts() {
        let index = people_and_companies();
        let nodes = |query| index.search(query, 9).iter().map(|m| m.node).collect::<Vec<_>>();
        assert_eq!(nodes("energy"), [0]);
        assert_eq!(nodes("nazarb"), [1]);
        assert_eq!(nodes("university"), [10, 9]);
        assert_eq!(nodes("lg"), [7, 8]);
        assert_eq!(nodes("electric korea"), [6]);
        assert_eq!(nodes("전력"), [6]);
        assert_eq!(index.search("university", 1).len(), 1);
    }

    #[test]
    fn blank_texts_find_nothing() {
        let index = NameIndex::build([entry(0, "a", "", &[" ", "…"]), entry(1, "b", "B", &[])]);
        for query in ["", " ", "\t\n", "-", "\u{200B}", "\u{3164}"] {
            assert_eq!(index.resolve(query), Resolution::Unknown(vec![]), "{query:?}");
            assert!(index.search(query, 9).is_empty(), "{query:?}");
        }
    }

    #[test]
    fn overlong_texts_are_refused_and_long_names_are_cut() {
        let index = people_and_companies();
        let long = "Samruk ".repeat(20_000);
        assert_eq!(index.resolve(&long), Resolution::Unknown(vec![]));
        assert!(index.search(&long, 9).is_empty());

        let endless = "Balkhash ".repeat(111_112);
        let other = endless.clone() + "2";
        let index = NameIndex::build([entry(0, "a", &endless, &[]), entry(1, "b", &other, &[])]);
        assert_eq!(found(&index, &endless), (0, Tier::Name));
        assert_eq!(nearest(&index, "balkhash balkhash"), [0, 1]);
        assert!(matches!(index.resolve(&endless[..1023]), Resolution::Unknown(_)));
    }

    #[test]
    fn an_empty_index_knows_nothing() {
        let index = NameIndex::build([]);
        assert_eq!(index.resolve("anyone"), Resolution::Unknown(vec![]));
        assert!(index.search("anyone", 9).is_empty());
    }

    fn names() -> impl Strategy<Value = Vec<(String, Vec<String>)>> {
        let name = prop_oneof![
            any::<String>(),
            "[A-Za-zéłŽ]{1,6}([ -][A-Za-z]{1,6}){0,2}",
            "[а-яёқғәі]{1,8}( [А-Я]{1,8})?",
            "[가-힣]{1,5}",
        ];
        proptest::collection::vec((name.clone(), proptest::collection::vec(name, 0..3)), 0..12)
    }

    fn index_of(names: &[(String, Vec<String>)], ids: &[String]) -> NameIndex {
        NameIndex::build((0..).zip(names).zip(ids).map(|((node, (name, aliases)), id)| NameEntry {
            node,
            id,
            name,
            aliases: aliases.iter().map(String::as_str).collect(),
        }))
    }

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|ix| format!("n-{ix}")).collect()
    }

    proptest! {
        #[test]
        fn an_id_always_finds_its_node(names in names()) {
            let ids = ids(names.len());
            let index = index_of(&names, &ids);
            for (node, id) in (0..).zip(&ids) {
                let Resolution::Found(found) = index.resolve(id) else { panic!("{id}") };
                prop_assert_eq!((found.node, found.tier), (node, Tier::Id));
            }
        }

        #[test]
        fn ways_of_writing_a_latin_name_mean_the_same_node(
            name in "[A-Za-zéłŽöñ]{2,8}[ -][A-Za-zé]{2,8}",
            others in names(),
        ) {
            let mut all = others;
            all.retain(|(other, aliases)| {
                !aliases.iter().chain([other]).any(|o| super::super::fold(o) == super::super::fold(&name))
            });
            let expected = all.len() as u32;
            all.push((name.clone(), vec![]));
            let index = index_of(&all, &ids(all.len()));
            for query in [
                name.nfc().collect::<String>(),
                name.nfd().collect(),
                name.to_uppercase(),
                name.to_lowercase(),
                name.replace(' ', "  - "),
                name.replace(['-', ' '], ""),
                format!(" {name}. "),
            ] {
                let Resolution::Found(found) = index.resolve(&query) else { panic!("{query}") };
                prop_assert_eq!(found.node, expected, "{}", query);
            }
        }

        #[test]
        fn answers_are_sorted_distinct_and_independent_of_input_order(
            names in names(),
            query in prop_oneof![any::<String>(), "[a-z가-다а-д ]{1,4}"],
            limit in 0..20_usize,
        ) {
            let ids = ids(names.len());
            let index = index_of(&names, &ids);
            let found = index.search(&query, limit);
            prop_assert!(found.len() <= limit);
            for pair in found.windows(2) {
                let order = pair[0].tier.cmp(&pair[1].tier)
                    .then(pair[1].score.total_cmp(&pair[0].score))
                    .then(pair[0].node.cmp(&pair[1].node));
                prop_assert_eq!(order, std::cmp::Ordering::Less);
            }
            prop_assert!(found.iter().all(|m| m.score > 0.0 && m.score <= 1.0));
            let mut reversed: Vec<NameEntry> = (0..).zip(&names).zip(&ids)
                .map(|((node, (name, aliases)), id)| NameEntry {
                    node, id, name, aliases: aliases.iter().rev().map(String::as_str).collect(),
                })
                .collect();
            reversed.reverse();
            let twin = NameIndex::build(reversed);
            prop_assert_eq!(&twin.search(&query, limit), &found);
            prop_assert_eq!(twin.resolve(&query), index.resolve(&query));
        }

        #[test]
        fn what_resolves_is_the_best_search_result(names in names(), pick in any::<prop::sample::Index>()) {
            prop_assume!(!names.is_empty());
            let index = index_of(&names, &ids(names.len()));
            let query = &names[pick.index(names.len())].0;
            if let Resolution::Found(found) = index.resolve(query) {
                prop_assert_eq!(&index.search(query, 1)[0], &found);
                prop_assert_ne!(found.tier, Tier::Fuzzy);
            }
        }
    }
}
