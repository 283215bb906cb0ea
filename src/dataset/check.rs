//! The rules across records: one id, one record; no circles; no two nodes of one name by oversight.
//! Iterative throughout: a chain of a million records is as good as one of three.

use super::finding::{Code, Draft, Sink, line_of};
use super::table::{Row, Table};
use crate::model::{Edge, Id, Node, Source, Vocabulary};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A table with what was read from each row.
pub(super) struct Checked<'c, 'a, T> {
    pub(super) table: &'c Table<'a>,
    /// In the order of the rows; `None` where the record was not readable.
    pub(super) records: &'c [Option<T>],
}

impl<'c, 'a, T> Checked<'c, 'a, T> {
    fn pairs(&self) -> impl Iterator<Item = (&'c Row<'a>, &'c T)> + use<'c, 'a, T> {
        self.table.rows.iter().zip(self.records).filter_map(|(row, r)| Some((row, r.as_ref()?)))
    }

    fn draft(&self, row: &Row<'_>, code: Code, message: String, hint: Option<&str>) -> Draft {
        Draft {
            code,
            file: self.table.file.into(),
            offset: row.id_offset,
            message,
            hint: hint.map(str::to_owned),
            id: row.id.clone(),
        }
    }
}

pub(super) fn check(
    sink: &mut Sink,
    vocabulary: &Vocabulary,
    sources: &Checked<'_, '_, Source>,
    nodes: &Checked<'_, '_, Node>,
    edges: &Checked<'_, '_, Edge>,
) {
    let mut taken = HashMap::new();
    unique_ids(sink, &mut taken, sources);
    taken.clear();
    unique_ids(sink, &mut taken, nodes);
    unique_ids(sink, &mut taken, edges);
    derivation_cycles(sink, sources);
    part_of_cycles(sink, edges);
    same_names(sink, vocabulary, nodes, edges);
}

fn unique_ids<'c, 'a, T>(
    sink: &mut Sink,
    taken: &mut HashMap<&'c Id, (&'c Table<'a>, usize)>,
    checked: &Checked<'c, 'a, T>,
) {
    for row in &checked.table.rows {
        let Some(id) = &row.id else { continue };
        match taken.get(id) {
            None => {
                taken.insert(id, (checked.table, row.id_offset));
            }
            Some((table, offset)) => {
                let line = line_of(table.text, *offset);
                let message = format!("the id \"{id}\" is taken in {}, line {line}", table.file);
                let hint = "nodes and edges share one set of ids; give one of the two another id";
                let is_source = checked.table.file.starts_with("sources");
                let hint = if is_source { "give one of the two another id" } else { hint };
                sink.push(checked.draft(row, Code::DuplicateId, message, Some(hint)));
            }
        }
    }
}

fn derivation_cycles(sink: &mut Sink, sources: &Checked<'_, '_, Source>) {
    let steps = sources.pairs().filter_map(|(row, source)| {
        source.derived_from.as_ref().map(|origin| Step { row, from: &source.id, to: origin })
    });
    for cycle in cycles(steps.collect()) {
        let message = format!("sources are derived from each other in a circle: {}", cycle.shown);
        let hint = "the first publication is derived from none";
        sink.push(sources.draft(cycle.row, Code::DerivationCycle, message, Some(hint)));
    }
}

fn part_of_cycles(sink: &mut Sink, edges: &Checked<'_, '_, Edge>) {
    let steps = edges
        .pairs()
        .filter(|(_, edge)| {
            edge.kind == "part-of" && !edge.status.is_void() && edge.from != edge.to
        })
        .map(|(row, edge)| Step { row, from: &edge.from, to: &edge.to });
    for cycle in cycles(steps.collect()) {
        let message = format!("things are part of each other in a circle: {}", cycle.shown);
        let hint = "the whole is part of none of its parts";
        sink.push(edges.draft(cycle.row, Code::PartOfCycle, message, Some(hint)));
    }
}

/// The circles in which these arcs lead, each as `a -> b -> a`; none exactly when there is none.
pub(crate) fn circles<'c>(arcs: impl Iterator<Item = (&'c Id, &'c Id)>) -> Vec<String> {
    let steps = arcs.map(|(from, to)| Step { row: (), from, to }).collect();
    cycles(steps).into_iter().map(|cycle| cycle.shown).collect()
}

/// One arc, with the row that says so.
struct Step<'c, R> {
    row: R,
    from: &'c Id,
    to: &'c Id,
}

struct Cycle<R> {
    /// The row that closes the circle.
    row: R,
    /// `a -> b -> a`.
    shown: String,
}

/// One cycle for each arc that leads back to where the search came from: none exactly when there is no cycle.
///
/// Depth-first search with its own stack. Time O(arcs log arcs).
fn cycles<R: Copy>(mut steps: Vec<Step<'_, R>>) -> Vec<Cycle<R>> {
    steps.sort_by_key(|step| (step.from, step.to));
    let first_step = |id: &Id| steps.partition_point(|step| step.from < id);
    let mut done: BTreeSet<&Id> = BTreeSet::new();
    let mut on_path: BTreeMap<&Id, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for start in &steps {
        if done.contains(start.from) {
            continue;
        }
        // Each entry: a record on the path and the next of its arcs to follow.
        let mut path: Vec<(&Id, usize)> = vec![(start.from, first_step(start.from))];
        on_path.insert(start.from, 0);
        while let Some((id, next)) = path.last_mut() {
            let Some(step) = steps.get(*next).filter(|step| step.from == *id) else {
                on_path.remove(*id);
                done.insert(*id);
                path.pop();
                continue;
            };
            *next += 1;
            if let Some(&since) = on_path.get(step.to) {
                let shown = shown(path[since..].iter().map(|(id, _)| *id), step.to);
                found.push(Cycle { row: step.row, shown });
            } else if !done.contains(step.to) {
                on_path.insert(step.to, path.len());
                path.push((step.to, first_step(step.to)));
            }
        }
    }
    found
}

fn shown<'i>(ids: impl ExactSizeIterator<Item = &'i Id>, back: &Id) -> String {
    const SHOWN_MAX: usize = 10;
    let n_hidden = ids.len().saturating_sub(SHOWN_MAX);
    let mut words: Vec<String> = ids.take(SHOWN_MAX).map(Id::to_string).collect();
    if n_hidden > 0 {
        words.push(format!("… {n_hidden} more …"));
    }
    words.push(back.to_string());
    words.join(" -> ")
}

/// Two nodes of one top kind with one name, unless an edge says how they relate.
fn same_names(
    sink: &mut Sink,
    vocabulary: &Vocabulary,
    nodes: &Checked<'_, '_, Node>,
    edges: &Checked<'_, '_, Edge>,
) {
    let related: BTreeSet<(&Id, &Id)> = edges
        .pairs()
        .filter(|(_, e)| matches!(&*e.kind, "same-as" | "different-from" | "possibly-same-as"))
        .flat_map(|(_, e)| [(&e.from, &e.to), (&e.to, &e.from)])
        .collect();
    let mut first: BTreeMap<(Option<_>, String), &Id> = BTreeMap::new();
    for (row, node) in nodes.pairs() {
        let top = vocabulary.node_kind_ix(&node.kind).map(|kind| vocabulary.top(kind));
        let folded: Vec<&str> = node.name.split_whitespace().collect();
        let key = (top, folded.join(" ").to_lowercase());
        match first.get(&key) {
            None => {
                first.insert(key, &node.id);
            }
            Some(&other) if *other != node.id && !related.contains(&(other, &node.id)) => {
                let message = format!("\"{}\" has the same name as \"{other}\"", node.id);
                let hint = "join them with same-as, different-from or possibly-same-as, or merge";
                sink.push(nodes.draft(row, Code::SameName, message, Some(hint)));
            }
            Some(_) => {}
        }
    }
}
