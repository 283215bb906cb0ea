//! Records gathered in memory until all files are read, then made one dataset: what is said twice is joined, ends that
//! no file describes become nodes, and edges that cannot stand are found.
//!
//! Records wait as lines of their canonical form. They are looked into where they are sorted and where their ends are
//! looked up, and read again only where they change.

use super::records::{At, Records, Store};
use super::{Direction, EdgeId, Halt, Kinds, Log, Origin, Target};
use crate::algo::{Progress, Watch};
use crate::dataset::{Dataset, FILE_BYTES_MAX, Finding, LineReader, Severity, circles};
use crate::interchange::join::{self, Joined};
use crate::model::{Edge, EdgeKindIx, Id, Node, NodeKindIx, Source, Status, Symmetry, Vocabulary};
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Records sorted or looked at between two questions to the watch.
const RUN: usize = 1 << 19;
/// Records that one thread reads and writes anew at a time.
const CHUNK: usize = 1 << 12;

/// The kind of nodes that only edges name.
const IMPLIED: &str = "actor";
/// The kind of edges that must lead in no circle.
const PART_OF: &str = "part-of";

/// Gathers what files say.
#[derive(Debug, Default)]
pub(in crate::interchange) struct Gathering {
    sources: Vec<Source>,
    files: Vec<Id>,
    store: Store,
    n_bytes: u64,
    /// Names and kinds of nodes that perhaps only edges name.
    implied: Implied,
}

type Implied = BTreeMap<Id, (String, Option<String>)>;

/// What was gathered, as a dataset that loads.
#[derive(Debug)]
pub(in crate::interchange) struct Gathered {
    pub(in crate::interchange) sources: Vec<Source>,
    /// The sources that are the files themselves.
    pub(in crate::interchange) files: Vec<Id>,
    pub(in crate::interchange) vocabulary: Vocabulary,
    /// Nodes that only edges name.
    pub(in crate::interchange) n_implied: usize,
    store: Store,
    nodes: Vec<At>,
    edges: Vec<At>,
}

impl Gathered {
    /// The nodes as lines, by id.
    pub(in crate::interchange) fn node_lines(&self) -> Vec<&str> {
        self.nodes.iter().map(|&at| self.store.line(at)).collect()
    }

    /// The edges as lines, by id.
    pub(in crate::interchange) fn edge_lines(&self) -> Vec<&str> {
        self.edges.iter().map(|&at| self.store.line(at)).collect()
    }

    /// The nodes and the edges, by id; what is wrong with them where a dataset cannot hold one.
    pub(in crate::interchange) fn records(&self) -> Result<(Vec<Node>, Vec<Edge>), Vec<Finding>> {
        let nodes = self.nodes.par_iter();
        let nodes = nodes.map_init(LineReader::default, |lines, &at| self.store.node(at, lines));
        let edges = self.edges.par_iter();
        let edges = edges.map_init(LineReader::default, |lines, &at| self.store.edge(at, lines));
        Ok((nodes.collect::<Result<_, _>>()?, edges.collect::<Result<_, _>>()?))
    }
}

impl Target for Gathering {
    fn source(&mut self, source: Source) -> Result<(), Halt> {
        self.sources.push(source);
        Ok(())
    }

    fn file(&mut self, source: Source) -> Result<(), Halt> {
        self.files.push(source.id.clone());
        self.source(source)
    }

    fn records(&mut self, records: Records) -> Result<(), Halt> {
        self.n_bytes += records.text().len() as u64;
        // Nodes and edges are a file each.
        if self.n_bytes > 2 * FILE_BYTES_MAX {
            return Err(Halt::TooLarge);
        }
        self.store.push(records);
        Ok(())
    }

    fn implied(&mut self, id: &Id, name: &str, kind: Option<&str>) -> Result<(), Halt> {
        if !self.implied.contains_key(id) {
            let known = (name.to_owned(), kind.map(ToOwned::to_owned));
            self.implied.insert(id.clone(), known);
        }
        Ok(())
    }
}

/// A record among others of its type.
#[derive(Debug, Clone, Copy)]
struct Entry<T> {
    /// The first bytes of its id, for most comparisons.
    key: u128,
    at: At,
    more: T,
}

/// What is known of an edge beside its id.
#[derive(Debug, Clone, Copy)]
struct Ends {
    id: EdgeId,
    kind: EdgeKindIx,
    nodes: [End; 2],
    /// Whether the first end comes after the second.
    is_descending: bool,
}

/// The node at an end of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It is of this kind.
    Of(NodeKindIx),
    /// Nothing describes it.
    Missing,
}

/// What must change in an edge for it to fit its kind.
#[derive(Debug, Clone, Copy)]
struct Fitting {
    /// Its place among the edges.
    edge: usize,
    /// Whether its kind does not allow its ends.
    is_misfit: bool,
    /// Whether its ends change places.
    is_turned: bool,
}

impl Gathering {
    /// Makes one dataset of everything. `before` is what it will be laid into: its nodes need not be described again.
    /// What cannot stand is put into the log as errors, and nothing is returned.
    pub(in crate::interchange) fn finish(
        self,
        before: Option<&Dataset>,
        kinds: &Kinds,
        log: &mut Log,
        watch: &dyn Watch,
    ) -> Result<Option<Gathered>, Halt> {
        let Self { sources, files, store, n_bytes: _, implied } = self;
        refuse_twin_files(&files, &sources, log);
        let sources = unique_sources(sources);
        let (mut cited, mut claimants) = (BTreeSet::new(), BTreeSet::new());
        let (mut node_kinds, mut edge_kinds) = (BTreeSet::new(), BTreeSet::new());
        for records in store.all() {
            add_all(&mut cited, records.cited.iter());
            add_all(&mut claimants, records.claimants.iter());
            add_all(&mut node_kinds, records.node_kinds.iter());
            add_all(&mut edge_kinds, records.edge_kinds.keys());
        }
        let mut whole = Whole { store, before, log, watch };
        let mut nodes = whole.nodes()?;
        let implied = whole.not_described(implied, &nodes);
        add_all(&mut node_kinds, implied.values().filter_map(|(_, kind)| kind.as_ref()));
        let of_nodes = node_kinds.iter().map(String::as_str);
        let of_edges = edge_kinds.iter().map(String::as_str);
        let vocabulary = kinds.vocabulary(whole.log.declared.as_ref(), of_nodes, of_edges);
        let mut vocabulary = match vocabulary {
            Ok(vocabulary) => vocabulary,
            Err(problems) => {
                for problem in problems {
                    whole.error(&problem.to_string(), "map it to another kind with --map-kind");
                }
                return Ok(None);
            }
        };
        let (edges, n_implied) = whole.edges(&mut nodes, &implied, &vocabulary)?;
        let mut edges = whole.unique_edges(edges)?;
        whole.fit(&mut edges, &mut vocabulary)?;
        whole.check_circles(&sources, &edges, &vocabulary)?;
        whole.check_references(&sources, &nodes, cited, claimants);
        let Whole { store, log, .. } = whole;
        let nodes = nodes.into_iter().map(|entry| entry.at).collect();
        let edges = edges.into_iter().map(|entry| entry.at).collect();
        let gathered = Gathered { sources, files, vocabulary, n_implied, store, nodes, edges };
        Ok((log.n_errors == 0).then_some(gathered))
    }
}

/// All records, and what is asked and told on the way.
struct Whole<'w> {
    store: Store,
    before: Option<&'w Dataset>,
    log: &'w mut Log,
    watch: &'w dyn Watch,
}

/// Two files of one name would be one source, and half of the citations false.
fn refuse_twin_files(files: &[Id], sources: &[Source], log: &mut Log) {
    for (at, id) in files.iter().enumerate() {
        if files[..at].contains(id) {
            let mut digests = sources.iter().filter(|s| s.id == *id).map(|source| source.sha256);
            let first = digests.next();
            if digests.any(|digest| Some(digest) != first) {
                let message = format!("two files are called “{id}”, and records cite them by name");
                let hint = "give one of the two another name";
                log.error(Origin::new(u32::MAX, 1), &message, hint);
            }
        }
    }
}

/// Of sources with one id the last counts.
fn unique_sources(sources: Vec<Source>) -> Vec<Source> {
    let by_id: BTreeMap<Id, Source> =
        sources.into_iter().map(|source| (source.id.clone(), source)).collect();
    by_id.into_values().collect()
}

/// A node of which only edges tell.
pub(super) fn implied_node(id: Id, name: Option<&str>, kind: Option<&str>) -> Node {
    let name = name.filter(|name| !name.is_empty());
    Node {
        kind: kind.unwrap_or(IMPLIED).to_owned(),
        name: name.unwrap_or(&id).to_owned(),
        id,
        aliases: Vec::new(),
        when: None,
        when_because: None,
        status: Status::default(),
        facts: Vec::new(),
        evidence: Vec::new(),
    }
}

fn add_all<'i, T: Ord + Clone + 'i>(set: &mut BTreeSet<T>, items: impl Iterator<Item = &'i T>) {
    for item in items {
        if !set.contains(item) {
            set.insert(item.clone());
        }
    }
}

fn key_of(id: &str) -> u128 {
    let mut key = [0; 16];
    let n = id.len().min(key.len());
    key[..n].copy_from_slice(&id.as_bytes()[..n]);
    u128::from_be_bytes(key)
}

/// Whether a key holds all of an id: no id has a byte of zero.
fn is_whole(key: u128) -> bool {
    key.to_be_bytes().ends_with(&[0])
}

impl Whole<'_> {
    /// Something that is wrong with the whole.
    fn error(&mut self, message: &str, hint: &str) {
        self.log.error(Origin::new(u32::MAX, 1), message, hint);
    }

    fn hear(&self, done: usize, total: usize) -> Result<(), Halt> {
        let progress = Progress { done: done as u64, total: total as u64 };
        if self.watch.hear(progress).is_break() { Err(Halt::Stopped) } else { Ok(()) }
    }

    /// By id, and what has one id in the order in which it was read.
    fn compare<T>(&self, a: &Entry<T>, b: &Entry<T>) -> Ordering {
        a.key
            .cmp(&b.key)
            .then_with(|| {
                if is_whole(a.key) { Ordering::Equal } else { self.id(a.at).cmp(&self.id(b.at)) }
            })
            .then_with(|| a.at.cmp(&b.at))
    }

    fn is_same<T>(&self, a: &Entry<T>, b: &Entry<T>) -> bool {
        a.key == b.key && (is_whole(a.key) || self.id(a.at) == self.id(b.at))
    }

    fn id(&self, at: At) -> Cow<'_, str> {
        self.store.head(at).id
    }

    fn sort<T: Copy + Send + Sync>(&self, entries: &mut [Entry<T>]) -> Result<(), Halt> {
        let n_all = entries.len();
        for (at, run) in entries.chunks_mut(RUN).enumerate() {
            self.hear(at * RUN, n_all)?;
            run.par_sort_unstable_by(|a, b| self.compare(a, b));
        }
        // Sorted runs are only merged by it.
        entries.sort_by(|a, b| self.compare(a, b));
        self.hear(n_all, n_all)
    }

    /// Nodes by id; what is said of one in several places is joined.
    fn nodes(&mut self) -> Result<Vec<Entry<()>>, Halt> {
        let store = &self.store;
        let mut nodes = Vec::with_capacity(store.all().map(|records| records.n_nodes).sum());
        for parts in store.runs() {
            self.hear(parts.start, store.parts().end)?;
            let found = parts.into_par_iter().flat_map_iter(|part| store.nodes(part));
            nodes.par_extend(found.map(|at| Entry {
                key: key_of(&store.head(at).id),
                at,
                more: (),
            }));
        }
        self.sort(&mut nodes)?;
        let mut unique: Vec<Entry<()>> = Vec::with_capacity(nodes.len());
        let (mut joined, mut lines) = (Records::default(), LineReader::default());
        let mut changed = Vec::new();
        let mut rest = nodes.as_slice();
        while let Some(first) = rest.first() {
            if unique.len().is_multiple_of(RUN) {
                self.hear(unique.len(), nodes.len())?;
            }
            let n = rest.iter().take_while(|entry| self.is_same(first, entry)).count();
            let (same, others) = rest.split_at(n);
            rest = others;
            unique.push(*first);
            if n > 1
                && let Some(node) = self.joined_node(same, &mut lines)
            {
                let origin = self.store.origin(first.at);
                if joined.push_node(&node, None, origin).is_err() {
                    let message = format!("the node “{}” would be too large", node.id);
                    self.error(&message, "give one of its descriptions another id");
                } else {
                    changed.push(unique.len() - 1);
                }
            }
        }
        for (at, entry) in self.store.append(joined).zip(changed) {
            unique[entry].at = at;
        }
        Ok(unique)
    }

    /// Those of which no file and no dataset tells.
    fn not_described(&self, mut implied: Implied, nodes: &[Entry<()>]) -> Implied {
        implied.retain(|id, _| {
            let is_new = nodes.binary_search_by(|entry| (*self.id(entry.at)).cmp(id.as_str()));
            is_new.is_err() && self.before.is_none_or(|before| before.node(id).is_none())
        });
        implied
    }

    /// What is said of one node in several places; none where the first says it all.
    fn joined_node(&mut self, same: &[Entry<()>], lines: &mut LineReader) -> Option<Node> {
        let (first, others) = same.split_first()?;
        let mut node = self.read(first.at, lines, Store::node)?;
        let mut is_changed = false;
        for other in others {
            let said_again = self.store.line(other.at) == self.store.line(first.at);
            let joined = if said_again {
                Joined::Same
            } else {
                let other = self.read(other.at, lines, Store::node)?;
                join::join_node(&mut node, other)
            };
            match joined {
                Joined::Same | Joined::Changed => {
                    is_changed |= joined == Joined::Changed;
                    let what = "nodes that are described twice are one";
                    *self.log.notes.entry(what.into()).or_default() += 1;
                }
                Joined::Conflict(message) => {
                    let hint = "say one thing of a node, or give one of the two another id";
                    self.log.error(self.store.origin(other.at), &message, hint);
                }
            }
        }
        is_changed.then_some(node)
    }

    fn read<T>(
        &mut self,
        at: At,
        lines: &mut LineReader,
        read: impl Fn(&Store, At, &mut LineReader) -> Result<T, Vec<Finding>>,
    ) -> Option<T> {
        match read(&self.store, at, lines) {
            Ok(record) => Some(record),
            Err(findings) => {
                self.found(at, findings);
                None
            }
        }
    }

    /// What is wrong with a record.
    fn found(&mut self, at: At, findings: Vec<Finding>) {
        let errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
        for Finding { message, hint, .. } in errors {
            let hint = hint.as_deref().unwrap_or("see docs/dataset-format.md");
            self.log.error(self.store.origin(at), &message, hint);
        }
    }

    /// All edges as they were read, with what is known of their ends. Adds a node for each end that is none yet, and
    /// gives edges that are called as nodes are another id. Returns how many nodes were added.
    fn edges(
        &mut self,
        nodes: &mut Vec<Entry<()>>,
        implied: &Implied,
        vocabulary: &Vocabulary,
    ) -> Result<(Vec<Entry<Ends>>, usize), Halt> {
        let kind_of = |kind: &str| vocabulary.node_kind_ix(kind).expect("every kind was added");
        let (store, before) = (&self.store, self.before);
        let mut described: HashMap<Cow<'_, str>, NodeKindIx> = HashMap::with_capacity(nodes.len());
        for (at, entry) in nodes.iter().enumerate() {
            if at.is_multiple_of(RUN) {
                self.hear(at, nodes.len())?;
            }
            let head = store.head(entry.at);
            described.insert(head.id, kind_of(&head.kind));
        }
        let find = |id: &str| match described.get(id) {
            Some(&kind) => End::Of(kind),
            None => match before.and_then(|before| before.node(id)) {
                Some(node) => End::Of(kind_of(&node.kind)),
                None => End::Missing,
            },
        };
        let entry = |(at, id): (At, EdgeId)| {
            let head = store.head(at);
            let [from, to] = head.ends.expect("an edge has two ends");
            let kind = vocabulary.edge_kind_ix(&head.kind).expect("every kind was added");
            let (nodes, is_descending) = ([find(&from), find(&to)], from > to);
            let is_taken = find(&head.id) != End::Missing;
            let more = Ends { id, kind, nodes, is_descending };
            (Entry { key: key_of(&head.id), at, more }, is_taken)
        };
        let mut edges = Vec::with_capacity(store.all().map(|records| records.n_edges).sum());
        let mut taken = BTreeSet::new();
        let mut missing: HashSet<Cow<'_, str>> = HashSet::new();
        for parts in store.runs() {
            self.hear(parts.start, store.parts().end)?;
            let n_before = edges.len();
            let found = parts.into_par_iter().flat_map_iter(|part| store.edges(part));
            let found: Vec<(Entry<Ends>, bool)> = found.map(entry).collect();
            let is_taken = found.iter().enumerate().filter(|(_, (_, is_taken))| *is_taken);
            taken.extend(is_taken.map(|(at, _)| n_before + at));
            edges.extend(found.into_iter().map(|(entry, _)| entry));
            let lacking =
                edges[n_before..].par_iter().filter(|e| e.more.nodes.contains(&End::Missing));
            let ends = lacking.flat_map_iter(|entry| {
                let ends = store.head(entry.at).ends.into_iter().flatten();
                ends.zip(entry.more.nodes).filter(|(_, end)| *end == End::Missing)
            });
            missing.par_extend(ends.map(|(id, _)| id));
        }
        drop(described);
        if !missing.is_empty() {
            let is_taken = edges
                .par_iter()
                .enumerate()
                .filter(|(_, entry)| missing.contains(&self.id(entry.at)));
            taken.par_extend(is_taken.map(|(at, _)| at));
        }
        let missing: BTreeSet<Id> = missing
            .into_iter()
            .map(|id| Id::new(id).expect("the end of an edge is an id"))
            .collect();
        let n_implied = missing.len();
        let kind_of_implied = |id: &str| {
            let kind = implied.get(id).and_then(|(_, kind)| kind.as_deref());
            End::Of(kind_of(kind.unwrap_or(IMPLIED)))
        };
        edges.par_iter_mut().filter(|e| e.more.nodes.contains(&End::Missing)).for_each(|entry| {
            let ids = store.head(entry.at).ends.into_iter().flatten();
            for (end, id) in entry.more.nodes.iter_mut().zip(ids) {
                if *end == End::Missing {
                    *end = kind_of_implied(&id);
                }
            }
        });
        self.imply(nodes, missing, implied)?;
        self.rename(&mut edges, &taken);
        Ok((edges, n_implied))
    }

    /// Adds nodes that only edges name.
    fn imply(
        &mut self,
        nodes: &mut Vec<Entry<()>>,
        missing: BTreeSet<Id>,
        known: &Implied,
    ) -> Result<(), Halt> {
        if missing.is_empty() {
            return Ok(());
        }
        let mut implied = Records::default();
        let mut keys = Vec::with_capacity(missing.len());
        for id in missing {
            keys.push(key_of(&id));
            let node = match known.get(&id) {
                Some((name, kind)) => implied_node(id, Some(name), kind.as_deref()),
                None => implied_node(id, None, None),
            };
            let done = implied.push_node(&node, None, Origin::new(u32::MAX, 1));
            done.expect("an id and a name on a line are short");
        }
        let places = self.store.append(implied);
        nodes.extend(places.zip(keys).map(|(at, key)| Entry { key, at, more: () }));
        self.sort(nodes)
    }

    /// Gives edges that are called as nodes are an id of their own.
    fn rename(&mut self, edges: &mut [Entry<Ends>], taken: &BTreeSet<usize>) {
        let (mut renamed, mut lines) = (Records::default(), LineReader::default());
        let mut changed = Vec::new();
        for &at in taken {
            let place = edges[at].at;
            let Some(mut edge) = self.read(place, &mut lines, Store::edge) else { continue };
            edge.id = super::id_of(&format!("edge-{}", edge.id)).expect("a prefix keeps an id one");
            edges[at].key = key_of(&edge.id);
            if self.put(&mut renamed, &edge, edges[at].more.id, place) {
                changed.push(at);
            }
        }
        for (place, at) in self.store.append(renamed).zip(changed) {
            edges[at].at = place;
        }
    }

    /// Writes an edge anew; one that has become too large is an error.
    fn put(&mut self, records: &mut Records, edge: &Edge, id: EdgeId, was: At) -> bool {
        let origin = self.store.origin(was);
        // How its kind is used was noted when it was read.
        let done = records.push_edge(edge, None, id, Direction::Directed, origin);
        if done.is_err() {
            let message = format!("the edge “{}” would be too large", edge.id);
            self.log.error(origin, &message, "give one of its descriptions another id");
        }
        done.is_ok()
    }

    /// Edges by id. Edges without an id of their own that are alike are numbered, others of one id are joined.
    fn unique_edges(&mut self, mut edges: Vec<Entry<Ends>>) -> Result<Vec<Entry<Ends>>, Halt> {
        self.sort(&mut edges)?;
        let mut lines = LineReader::default();
        let (mut joined, mut changed) = (Records::default(), Vec::new());
        let (mut numbered, mut alike) = (Records::default(), Vec::new());
        // Most edges are alone with their id, so they stay where they are.
        let (mut n_unique, mut next) = (0, 0);
        while next < edges.len() {
            let first = edges[next];
            if next.is_multiple_of(RUN) {
                self.hear(next, edges.len())?;
            }
            let n = edges[next..].iter().take_while(|entry| self.is_same(&first, entry)).count();
            edges[n_unique] = first;
            n_unique += 1;
            let others = next + 1..next + n;
            next += n;
            if others.is_empty() {
                continue;
            }
            let Some(mut edge) = self.read(first.at, &mut lines, Store::edge) else { continue };
            let (mut is_changed, mut n_alike) = (false, 1);
            for other in others {
                let entry = edges[other];
                let says_more = self.store.line(entry.at) != self.store.line(first.at);
                if entry.more.id == EdgeId::Given && !says_more {
                    continue;
                }
                let Some(mut other) = self.read(entry.at, &mut lines, Store::edge) else {
                    continue;
                };
                if entry.more.id == EdgeId::Derived {
                    n_alike += 1;
                    other.id = Id::new(format!("{}-{n_alike}", other.id))
                        .expect("derived ids leave room for a number");
                    if self.put(&mut numbered, &other, EdgeId::Derived, entry.at) {
                        alike.push(Entry { key: key_of(&other.id), ..entry });
                    }
                    continue;
                }
                match join::join_edge(&mut edge, other) {
                    Joined::Conflict(message) => {
                        let hint = "give every edge an id of its own, or none";
                        self.log.error(self.store.origin(entry.at), &message, hint);
                    }
                    Joined::Changed => is_changed = true,
                    Joined::Same => {}
                }
            }
            if is_changed && self.put(&mut joined, &edge, first.more.id, first.at) {
                changed.push(n_unique - 1);
            }
        }
        edges.truncate(n_unique);
        for (at, edge) in self.store.append(joined).zip(changed) {
            edges[edge].at = at;
        }
        if !alike.is_empty() {
            let places = self.store.append(numbered).zip(alike);
            edges.extend(places.map(|(at, entry)| Entry { at, ..entry }));
            self.sort(&mut edges)?;
            let twice = edges.windows(2).filter(|two| self.is_same(&two[0], &two[1]));
            let twice: Vec<String> = twice.map(|two| self.id(two[0].at).into_owned()).collect();
            for id in twice {
                let message = format!("an edge needs the id “{id}”, which another has");
                let hint = "give every edge an id of its own, or none";
                self.error(&message, hint);
            }
        }
        Ok(edges)
    }

    /// Brings edges into the order of symmetric kinds, and gives those whose ends their kind does not allow a kind of
    /// the same name that allows any.
    fn fit(&mut self, edges: &mut [Entry<Ends>], vocabulary: &mut Vocabulary) -> Result<(), Halt> {
        let kinds = &*vocabulary;
        let changes = edges.par_iter().enumerate().filter_map(|(edge, entry)| {
            let Ends { kind, nodes: [from, to], is_descending, .. } = entry.more;
            let is_misfit = match (from, to) {
                (End::Of(from), End::Of(to)) => !kinds.allows(kind, from, to),
                _ => false,
            };
            let is_symmetric = kinds.edge_kind(kind).symmetry == Symmetry::Symmetric;
            let is_turned = is_symmetric && is_descending;
            (is_misfit || is_turned).then_some(Fitting { edge, is_misfit, is_turned })
        });
        let changes: Vec<Fitting> = changes.collect();
        let mut misfits: BTreeMap<String, usize> = BTreeMap::new();
        for fitting in changes.iter().filter(|fitting| fitting.is_misfit) {
            let kind = &vocabulary.edge_kind(edges[fitting.edge].more.kind).name;
            match misfits.get_mut(&**kind) {
                Some(n) => *n += 1,
                None => drop(misfits.insert(kind.to_string(), 1)),
            }
        }
        for (kind, n) in misfits {
            let loose = Kinds::loose(&kind);
            if vocabulary.edge_kind_ix(&loose).is_none() {
                let like = vocabulary.edge_kind_ix(&kind).expect("every kind was added");
                let row = vocabulary.edge_kind(like).clone();
                Kinds::add_loose(&loose, &row, vocabulary);
            }
            let what = format!(
                "edges of kind “{kind}” whose ends that kind does not allow are of the added kind “{loose}”"
            );
            *self.log.notes.entry(what).or_default() += n;
        }
        for (at, run) in changes.chunks(RUN).enumerate() {
            self.hear(at * RUN, changes.len())?;
            let store = &self.store;
            let chunks = run.par_chunks(CHUNK);
            let fitted: Vec<_> = chunks.map(|chunk| fitted(chunk, edges, store)).collect();
            for (chunk, records) in run.chunks(CHUNK).zip(fitted) {
                match records {
                    Ok(records) => {
                        for (at, fitting) in self.store.append(records).zip(chunk) {
                            edges[fitting.edge].at = at;
                        }
                    }
                    Err((at, findings)) => self.found(at, findings),
                }
            }
        }
        Ok(())
    }

    /// Parts of parts and copies of copies lead back to none of them, as in every dataset.
    fn check_circles(
        &mut self,
        sources: &[Source],
        edges: &[Entry<Ends>],
        vocabulary: &Vocabulary,
    ) -> Result<(), Halt> {
        let (mut parts, mut lines) = (Vec::new(), LineReader::default());
        let part_of = vocabulary.edge_kind_ix(PART_OF);
        for (at, entry) in edges.iter().enumerate() {
            if at.is_multiple_of(RUN) {
                self.hear(at, edges.len())?;
            }
            // A kind that does not allow these ends is another one by now.
            if Some(entry.more.kind) == part_of && self.store.head(entry.at).kind == PART_OF {
                parts.extend(self.read(entry.at, &mut lines, Store::edge));
            }
        }
        let old_edges = self.before.map_or(&[][..], |before| &before.edges);
        let old_parts = old_edges.iter().filter(|edge| edge.kind == PART_OF);
        let arcs = parts.iter().chain(old_parts).filter(|edge| !edge.status.is_void());
        for circle in circles(arcs.map(|edge| (&edge.from, &edge.to))) {
            let message = format!("things are part of each other in a circle: {circle}");
            self.error(&message, "read the kind as another one: --map-kind part-of=KIND");
        }
        let old_sources = self.before.map_or(&[][..], |before| &before.sources);
        let is_new = |id: &Id| sources.binary_search_by(|source| source.id.cmp(id)).is_ok();
        let carried = old_sources.iter().filter(|source| !is_new(&source.id)).chain(sources);
        let carried =
            carried.filter_map(|source| Some((&source.id, source.derived_from.as_ref()?)));
        for circle in circles(carried) {
            let message = format!("sources are derived from each other in a circle: {circle}");
            self.error(&message, "the first publication is derived from none");
        }
        Ok(())
    }

    /// Sources and claimants have to be there.
    fn check_references(
        &mut self,
        sources: &[Source],
        nodes: &[Entry<()>],
        mut cited: BTreeSet<Id>,
        mut claimants: BTreeSet<Id>,
    ) {
        let before = self.before;
        cited.extend(sources.iter().filter_map(|source| source.derived_from.clone()));
        cited.retain(|id| {
            sources.binary_search_by(|source| source.id.cmp(id)).is_err()
                && before.is_none_or(|before| before.source(id).is_none())
        });
        claimants.retain(|id| {
            nodes.binary_search_by(|entry| (*self.id(entry.at)).cmp(id.as_str())).is_err()
                && before.is_none_or(|before| before.node(id).is_none())
        });
        for id in cited {
            let hint = "import the file with the sources together with this one";
            self.error(&format!("there is no source “{id}”, which evidence names"), hint);
        }
        for id in claimants {
            let hint = "import the file with that node together with this one";
            self.error(&format!("there is no node “{id}”, whose claim something is"), hint);
        }
    }
}

/// Edges as they fit their kinds, or the first that cannot be read with what is wrong with it.
fn fitted(
    chunk: &[Fitting],
    edges: &[Entry<Ends>],
    store: &Store,
) -> Result<Records, (At, Vec<Finding>)> {
    let (mut records, mut lines) = (Records::default(), LineReader::default());
    for fitting in chunk {
        let Entry { at, more, .. } = edges[fitting.edge];
        let mut edge = store.edge(at, &mut lines).map_err(|findings| (at, findings))?;
        if fitting.is_misfit {
            edge.kind = Kinds::loose(&edge.kind);
        }
        if fitting.is_turned {
            std::mem::swap(&mut edge.from, &mut edge.to);
        }
        let origin = store.origin(at);
        let done = records.push_edge(&edge, None, more.id, Direction::Directed, origin);
        done.map_err(|_| (at, Vec::new()))?;
    }
    Ok(records)
}
