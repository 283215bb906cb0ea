//! Ids for blank nodes: made of what is said of them, not of the labels that every writer gives anew.

use super::statements::{Statements, TermIx};
use crate::evidence::digest;
use oxrdf::Term;
use std::collections::{HashMap, HashSet};

/// How far away what is said tells two blank nodes apart.
const ROUNDS_MAX: usize = 8;

/// The id of each blank node of a file.
///
/// Each gets a digest of the statements it stands in, with the digests of the blank nodes beside it; round by round,
/// as long as that tells more of them apart. Those that remain alike are numbered in the order of the file. The name of
/// the file is part of the digest, because two files do not mean the same by alike blank nodes.
pub(super) fn blank_names(statements: &Statements, file: &str) -> HashMap<TermIx, String> {
    let is_blank = |ix: TermIx| matches!(statements.term(ix), Term::BlankNode(_));
    let blanks: Vec<TermIx> =
        (0..statements.term_count() as TermIx).filter(|&ix| is_blank(ix)).collect();
    if blanks.is_empty() {
        return HashMap::new();
    }
    let mut incoming: Vec<_> =
        statements.all().iter().filter(|statement| is_blank(statement.object)).collect();
    incoming.sort_by_key(|statement| statement.object);
    let mut colours: HashMap<TermIx, String> =
        blanks.iter().map(|&blank| (blank, String::new())).collect();
    let mut n_colours = 1;
    for _ in 0..ROUNDS_MAX {
        let word = |ix: TermIx| match colours.get(&ix) {
            Some(colour) => format!("_:{colour}"),
            None => statements.term(ix).to_string(),
        };
        let next: HashMap<TermIx, String> = blanks
            .iter()
            .map(|&blank| {
                let start = incoming.partition_point(|statement| statement.object < blank);
                let said_of = incoming[start..].iter().take_while(|s| s.object == blank);
                let mut lines: Vec<String> =
                    statements
                        .of(blank)
                        .iter()
                        .map(|s| format!("> {} {}", statements.term(s.predicate), word(s.object)))
                        .chain(said_of.map(|s| {
                            format!("< {} {}", statements.term(s.predicate), word(s.subject))
                        }))
                        .collect();
                lines.sort();
                (blank, digest(&lines.join("\n")).to_string())
            })
            .collect();
        colours = next;
        let distinct: HashSet<&String> = colours.values().collect();
        if distinct.len() == n_colours {
            break;
        }
        n_colours = distinct.len();
    }
    let mut n_alike: HashMap<&String, usize> = HashMap::new();
    blanks
        .iter()
        .map(|&blank| {
            let colour = &colours[&blank];
            let n = n_alike.entry(colour).or_default();
            *n += 1;
            let name = &digest(&format!("{file}\n{colour}")).to_string()[..16];
            let name = if *n == 1 { format!("_:{name}") } else { format!("_:{name}-{n}") };
            (blank, name)
        })
        .collect()
}
