//! Records gathered in memory until all files are read, then made one dataset: what is said twice is joined, ends that
//! no file describes become nodes, and edges that cannot stand are found.

use super::{EdgeId, Halt, Kinds, Log, Origin, Target};
use crate::dataset::{Dataset, circles};
use crate::interchange::join::{self, Joined};
use crate::model::{Edge, Id, Node, Source, Status, Symmetry, Vocabulary};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Gathers what files say.
#[derive(Debug, Default)]
pub(in crate::interchange) struct Gathering {
    sources: Vec<Source>,
    files: Vec<Id>,
    nodes: Vec<(Node, Origin)>,
    edges: Vec<GatheredEdge>,
    /// Names and kinds of nodes that perhaps only edges name.
    implied: BTreeMap<Id, (String, Option<String>)>,
}

#[derive(Debug)]
struct GatheredEdge {
    edge: Edge,
    id: EdgeId,
    origin: Origin,
}

/// What was gathered, as a dataset that loads.
#[derive(Debug)]
pub(in crate::interchange) struct Gathered {
    pub(in crate::interchange) sources: Vec<Source>,
    /// The sources that are the files themselves.
    pub(in crate::interchange) files: Vec<Id>,
    pub(in crate::interchange) nodes: Vec<Node>,
    pub(in crate::interchange) edges: Vec<Edge>,
    pub(in crate::interchange) vocabulary: Vocabulary,
    /// Nodes that only edges name.
    pub(in crate::interchange) n_implied: usize,
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

    fn node(&mut self, node: Node, origin: Origin) -> Result<(), Halt> {
        self.nodes.push((node, origin));
        Ok(())
    }

    fn implied(&mut self, id: &Id, name: &str, kind: Option<&str>) -> Result<(), Halt> {
        if !self.implied.contains_key(id) {
            let known = (name.to_owned(), kind.map(ToOwned::to_owned));
            self.implied.insert(id.clone(), known);
        }
        Ok(())
    }

    fn edge(&mut self, edge: Edge, id: EdgeId, origin: Origin) -> Result<(), Halt> {
        self.edges.push(GatheredEdge { edge, id, origin });
        Ok(())
    }
}

impl Gathering {
    /// Makes one dataset of everything. `before` is what it will be laid into: its nodes need not be described again.
    /// What cannot stand is put into the log as errors.
    pub(in crate::interchange) fn finish(
        self,
        before: Option<&Dataset>,
        kinds: &Kinds,
        log: &mut Log,
    ) -> Option<Gathered> {
        let Self { sources, files, nodes, edges, implied } = self;
        let sources = unique_sources(sources);
        let mut nodes = unique_nodes(nodes, log);
        let n_implied = add_implied(&mut nodes, &edges, &implied, before);
        let mut edges = unique_edges(edges, &nodes, before, log);
        let vocabulary = kinds.vocabulary(
            log.declared.as_ref(),
            nodes.iter().map(|node| node.kind.as_str()),
            edges.iter().map(|edge| edge.kind.as_str()),
        );
        let mut vocabulary = match vocabulary {
            Ok(vocabulary) => vocabulary,
            Err(problems) => {
                for problem in problems {
                    error(log, &problem.to_string(), "map it to another kind with --map-kind");
                }
                return None;
            }
        };
        fit_ends(&mut edges, &nodes, before, &mut vocabulary, log);
        check_references(&sources, &nodes, &edges, before, log);
        let gathered = Gathered { sources, files, nodes, edges, vocabulary, n_implied };
        (log.n_errors == 0).then_some(gathered)
    }
}

/// Something that is wrong with the whole.
fn error(log: &mut Log, message: &str, hint: &str) {
    log.error(Origin { file: u32::MAX, line: 1 }, message, hint);
}

/// Of sources with one id the last counts.
fn unique_sources(sources: Vec<Source>) -> Vec<Source> {
    let by_id: BTreeMap<Id, Source> =
        sources.into_iter().map(|source| (source.id.clone(), source)).collect();
    by_id.into_values().collect()
}

/// Nodes by id; what is said of one in several places is joined.
fn unique_nodes(mut nodes: Vec<(Node, Origin)>, log: &mut Log) -> Vec<Node> {
    nodes.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    let mut unique: Vec<Node> = Vec::with_capacity(nodes.len());
    for (node, origin) in nodes {
        match unique.last_mut() {
            Some(last) if last.id == node.id => match join::join_node(last, node) {
                Joined::Same | Joined::Changed => {
                    *log.notes
                        .entry("nodes that are described twice are one".into())
                        .or_default() += 1;
                }
                Joined::Conflict(message) => {
                    log.error(
                        origin,
                        &message,
                        "say one thing of a node, or give one of the two another id",
                    );
                }
            },
            _ => unique.push(node),
        }
    }
    unique
}

/// Adds a node for each end that is none yet.
fn add_implied(
    nodes: &mut Vec<Node>,
    edges: &[GatheredEdge],
    known: &BTreeMap<Id, (String, Option<String>)>,
    before: Option<&Dataset>,
) -> usize {
    let described: HashSet<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
    let is_missing = |id: &&Id| {
        !described.contains(id.as_str()) && before.is_none_or(|before| before.node(id).is_none())
    };
    let ends = edges.iter().flat_map(|gathered| [&gathered.edge.from, &gathered.edge.to]);
    let implied: BTreeSet<&Id> = ends.filter(is_missing).collect();
    let n_implied = implied.len();
    nodes.extend(implied.into_iter().map(|id| match known.get(id) {
        Some((name, kind)) => implied_node(id, Some(name), kind.as_deref()),
        None => implied_node(id, None, None),
    }));
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    n_implied
}

/// A node of which only edges tell.
pub(super) fn implied_node(id: &Id, name: Option<&str>, kind: Option<&str>) -> Node {
    let name = name.filter(|name| !name.is_empty());
    Node {
        id: id.clone(),
        kind: kind.unwrap_or("actor").to_owned(),
        name: name.unwrap_or(id).to_owned(),
        aliases: Vec::new(),
        when: None,
        when_because: None,
        status: Status::default(),
        facts: Vec::new(),
        evidence: Vec::new(),
    }
}

/// Edges by id. Edges without an id of their own that are alike are numbered; an id that a node has gets a prefix.
fn unique_edges(
    mut edges: Vec<GatheredEdge>,
    nodes: &[Node],
    before: Option<&Dataset>,
    log: &mut Log,
) -> Vec<Edge> {
    let is_node = |id: &Id| {
        nodes.binary_search_by(|node| node.id.cmp(id)).is_ok()
            || before.is_some_and(|before| before.node(id).is_some())
    };
    for GatheredEdge { edge, .. } in &mut edges {
        if is_node(&edge.id) {
            edge.id = super::id_of(&format!("edge-{}", edge.id)).expect("a prefix keeps an id one");
        }
    }
    edges.sort_by(|a, b| a.edge.id.cmp(&b.edge.id));
    let mut unique: Vec<Edge> = Vec::with_capacity(edges.len());
    let mut renamed = Vec::new();
    let mut n_alike = 1;
    for GatheredEdge { mut edge, id, origin } in edges {
        match unique.last_mut() {
            Some(last) if last.id == edge.id && id == EdgeId::Derived => {
                n_alike += 1;
                edge.id = Id::new(format!("{}-{n_alike}", edge.id))
                    .expect("derived ids leave room for a number");
                renamed.push(edge);
            }
            Some(last) if last.id == edge.id => {
                if let Joined::Conflict(message) = join::join_edge(last, edge) {
                    log.error(origin, &message, "give every edge an id of its own, or none");
                }
            }
            _ => {
                n_alike = 1;
                unique.push(edge);
            }
        }
    }
    for edge in &renamed {
        if unique.binary_search_by(|other| other.id.cmp(&edge.id)).is_ok() {
            let message = format!("an edge needs the id “{}”, which another has", edge.id);
            error(log, &message, "give every edge an id of its own, or none");
        }
    }
    unique.append(&mut renamed);
    unique.sort_by(|a, b| a.id.cmp(&b.id));
    unique
}

/// Brings edges into the order of symmetric kinds, and gives those whose ends their kind does not allow a kind of the
/// same name that allows any.
fn fit_ends(
    edges: &mut [Edge],
    nodes: &[Node],
    before: Option<&Dataset>,
    vocabulary: &mut Vocabulary,
    log: &mut Log,
) {
    let kind_of = |id: &Id, vocabulary: &Vocabulary| {
        let node = match nodes.binary_search_by(|node| node.id.cmp(id)) {
            Ok(at) => Some(&nodes[at]),
            Err(_) => before.and_then(|before| before.node(id)),
        };
        node.and_then(|node| vocabulary.node_kind_ix(&node.kind))
    };
    let mut misfits: BTreeMap<String, usize> = BTreeMap::new();
    for edge in edges.iter_mut() {
        let kind = vocabulary.edge_kind_ix(&edge.kind).expect("every kind was added");
        if let (Some(from), Some(to)) =
            (kind_of(&edge.from, vocabulary), kind_of(&edge.to, vocabulary))
            && !vocabulary.allows(kind, from, to)
        {
            *misfits.entry(edge.kind.clone()).or_default() += 1;
            edge.kind = Kinds::loose(&edge.kind);
            if vocabulary.edge_kind_ix(&edge.kind).is_none() {
                let row = vocabulary.edge_kind(kind).clone();
                Kinds::add_loose(&edge.kind, &row, vocabulary);
            }
        }
        let kind = vocabulary.edge_kind_ix(&edge.kind).expect("every kind was added");
        let is_symmetric = vocabulary.edge_kind(kind).symmetry == Symmetry::Symmetric;
        if is_symmetric && edge.from > edge.to {
            std::mem::swap(&mut edge.from, &mut edge.to);
        }
    }
    for (kind, n) in misfits {
        let what = format!(
            "edges of kind “{kind}” whose ends that kind does not allow are of the added kind “{}”",
            Kinds::loose(&kind)
        );
        *log.notes.entry(what).or_default() += n;
    }
}

/// Sources and claimants have to be there.
fn check_references(
    sources: &[Source],
    nodes: &[Node],
    edges: &[Edge],
    before: Option<&Dataset>,
    log: &mut Log,
) {
    let is_source = |id: &Id| {
        sources.binary_search_by(|source| source.id.cmp(id)).is_ok()
            || before.is_some_and(|before| before.source(id).is_some())
    };
    let is_node = |id: &Id| {
        nodes.binary_search_by(|node| node.id.cmp(id)).is_ok()
            || before.is_some_and(|before| before.node(id).is_some())
    };
    let mut missing_sources = BTreeSet::new();
    let mut missing_claimants = BTreeSet::new();
    let facts = nodes.iter().flat_map(|node| &node.facts);
    let facts = facts.chain(edges.iter().flat_map(|edge| &edge.facts));
    let evidence = nodes.iter().flat_map(|node| &node.evidence);
    let evidence = evidence.chain(edges.iter().flat_map(|edge| &edge.evidence));
    let claimants = edges.iter().filter_map(|edge| edge.claimed_by.as_ref());
    let mut look = |ids: &mut dyn Iterator<Item = &Id>| {
        missing_sources.extend(ids.filter(|id| !is_source(id)).cloned());
    };
    look(&mut evidence.map(|evidence| &evidence.source));
    look(&mut facts.clone().flat_map(|fact| fact.evidence.iter().map(|e| &e.source)));
    look(&mut sources.iter().filter_map(|source| source.derived_from.as_ref()));
    missing_claimants.extend(
        claimants
            .chain(facts.filter_map(|fact| fact.claimed_by.as_ref()))
            .filter(|id| !is_node(id))
            .cloned(),
    );
    check_circles(sources, edges, before, log);
    for id in missing_sources {
        let hint = "import the file with the sources together with this one";
        error(log, &format!("there is no source “{id}”, which evidence names"), hint);
    }
    for id in missing_claimants {
        let hint = "import the file with that node together with this one";
        error(log, &format!("there is no node “{id}”, whose claim something is"), hint);
    }
}

/// Parts of parts and copies of copies lead back to none of them, as in every dataset.
fn check_circles(sources: &[Source], edges: &[Edge], before: Option<&Dataset>, log: &mut Log) {
    let old_edges = before.map_or(&[][..], |before| &before.edges);
    let parts = edges.iter().chain(old_edges);
    let parts = parts.filter(|edge| edge.kind == "part-of" && !edge.status.is_void());
    for circle in circles(parts.map(|edge| (&edge.from, &edge.to))) {
        let message = format!("things are part of each other in a circle: {circle}");
        error(log, &message, "read the kind as another one: --map-kind part-of=KIND");
    }
    let old_sources = before.map_or(&[][..], |before| &before.sources);
    let is_new = |id: &Id| sources.binary_search_by(|source| source.id.cmp(id)).is_ok();
    let carried = old_sources.iter().filter(|source| !is_new(&source.id)).chain(sources);
    let carried = carried.filter_map(|source| Some((&source.id, source.derived_from.as_ref()?)));
    for circle in circles(carried) {
        let message = format!("sources are derived from each other in a circle: {circle}");
        error(log, &message, "the first publication is derived from none");
    }
}
