//! The statements of a file: terms by number, each statement once, with the place where it stands.

use super::iris::{TYPE, rdf};
use crate::interchange::budget::Budget;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

/// A term by number.
pub(super) type TermIx = u32;

/// A statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement {
    pub(super) subject: TermIx,
    pub(super) predicate: TermIx,
    pub(super) object: TermIx,
    /// The place, by number.
    pub(super) place: u32,
}

/// What a file says.
#[derive(Debug)]
pub(super) struct Statements {
    terms: Vec<Rc<Term>>,
    by_term: HashMap<Rc<Term>, TermIx>,
    /// In the order of the subjects' first appearance once [`Self::close`] has run.
    list: Vec<Statement>,
    seen: HashSet<(TermIx, TermIx, TermIx)>,
    /// Bytes of the text.
    places: Vec<Range<usize>>,
    budget: Budget,
}

/// A term that is said again costs nothing up to so many bytes.
const AGAIN_BYTES: usize = 256;

impl Statements {
    /// Those of a text of so many bytes.
    pub(super) fn of_text(n_bytes: usize) -> Self {
        Self {
            terms: Vec::new(),
            by_term: HashMap::new(),
            list: Vec::new(),
            seen: HashSet::new(),
            places: Vec::new(),
            budget: Budget::of(n_bytes),
        }
    }

    /// What follows stands at these bytes.
    pub(super) fn at(&mut self, place: Range<usize>) {
        self.places.push(place);
    }

    /// Adds a statement that stands at the last place, if it was not said before. False where prefixes make far more
    /// of the text than it holds.
    #[must_use]
    pub(super) fn push(
        &mut self,
        subject: NamedOrBlankNode,
        predicate: NamedNode,
        object: Term,
    ) -> bool {
        let terms = [subject.into(), predicate.into(), object].map(|term| self.number(term));
        let [Some(subject), Some(predicate), Some(object)] = terms else { return false };
        if self.seen.insert((subject, predicate, object)) {
            let place = self.places.len().saturating_sub(1) as u32;
            self.list.push(Statement { subject, predicate, object, place });
        }
        true
    }

    fn number(&mut self, term: Term) -> Option<TermIx> {
        let n_bytes = match &term {
            Term::NamedNode(node) => node.as_str().len(),
            Term::BlankNode(node) => node.as_str().len(),
            Term::Literal(literal) => literal.value().len() + literal.datatype().as_str().len(),
        };
        if let Some(&ix) = self.by_term.get(&term) {
            return self.budget.spend(n_bytes.saturating_sub(AGAIN_BYTES)).then_some(ix);
        }
        if !self.budget.spend(n_bytes) {
            return None;
        }
        let term = Rc::new(term);
        let ix = self.terms.len() as TermIx;
        self.terms.push(Rc::clone(&term));
        self.by_term.insert(term, ix);
        Some(ix)
    }

    /// Ends the adding: statements of one subject stand together, in the order in which they were said.
    pub(super) fn close(&mut self) {
        self.list.sort_by_key(|statement| statement.subject);
        self.seen = HashSet::new();
    }

    /// All statements.
    pub(super) fn all(&self) -> &[Statement] {
        &self.list
    }

    /// The statements of each subject, in the order of the subjects' first appearance.
    pub(super) fn by_subject(&self) -> impl Iterator<Item = &[Statement]> {
        self.list.chunk_by(|a, b| a.subject == b.subject)
    }

    /// The statements of a subject.
    pub(super) fn of(&self, subject: TermIx) -> &[Statement] {
        let start = self.list.partition_point(|statement| statement.subject < subject);
        let end = self.list.partition_point(|statement| statement.subject <= subject);
        &self.list[start..end]
    }

    /// The objects of a subject's predicate.
    pub(super) fn objects(&self, subject: TermIx, predicate: &str) -> impl Iterator<Item = TermIx> {
        let of_predicate =
            move |statement: &&Statement| self.iri(statement.predicate) == Some(predicate);
        self.of(subject).iter().filter(of_predicate).map(|statement| statement.object)
    }

    /// The types of a subject that are IRIs.
    pub(super) fn types(&self, subject: TermIx) -> impl Iterator<Item = &str> {
        self.objects(subject, TYPE).filter_map(|object| self.iri(object))
    }

    /// The number of terms.
    pub(super) fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// A term.
    pub(super) fn term(&self, ix: TermIx) -> &Term {
        &self.terms[ix as usize]
    }

    /// The number of an IRI, where the file has it.
    pub(super) fn find(&self, iri: &str) -> Option<TermIx> {
        self.by_term.get(&Term::from(NamedNode::new(iri).ok()?)).copied()
    }

    /// A term as an IRI.
    pub(super) fn iri(&self, ix: TermIx) -> Option<&str> {
        match self.term(ix) {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        }
    }

    /// The bytes of a place.
    pub(super) fn place(&self, place: u32) -> Option<Range<usize>> {
        self.places.get(place as usize).cloned()
    }
}

/// The cells of lists: which items each list that is one has.
///
/// A cell is a blank node with one first and one rest, of which one statement speaks.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// What a cell is: its item and what follows.
    cells: HashMap<TermIx, (TermIx, TermIx)>,
    nil: Option<TermIx>,
}

impl Lists {
    /// The lists of a file.
    pub(super) fn of(statements: &Statements) -> Self {
        let nil = statements.find(rdf!("nil"));
        let mut n_named: HashMap<TermIx, usize> = HashMap::new();
        for statement in statements.all() {
            *n_named.entry(statement.object).or_default() += 1;
        }
        let mut cells = HashMap::new();
        for of_one in statements.by_subject() {
            let cell = of_one[0].subject;
            let is_inner = matches!(statements.term(cell), Term::BlankNode(_));
            if !is_inner || n_named.get(&cell) != Some(&1) {
                continue;
            }
            let (mut first, mut rest, mut is_cell) = (None, None, true);
            for statement in of_one {
                match statements.iri(statement.predicate) {
                    Some(rdf!("first")) => is_cell &= first.replace(statement.object).is_none(),
                    Some(rdf!("rest")) => is_cell &= rest.replace(statement.object).is_none(),
                    Some(TYPE) => is_cell &= statements.iri(statement.object) == Some(rdf!("List")),
                    _ => is_cell = false,
                }
            }
            if let (Some(first), Some(rest), true) = (first, rest, is_cell) {
                cells.insert(cell, (first, rest));
            }
        }
        Self { cells, nil }
    }

    /// Whether a node is a cell of a list.
    pub(super) fn is_cell(&self, node: TermIx) -> bool {
        self.cells.contains_key(&node)
    }

    /// What an object stands for: itself, or the items of the list that starts there, those of lists in it among them.
    /// A cell is passed once, so that what runs in a circle ends.
    pub(super) fn items(&self, object: TermIx) -> Vec<TermIx> {
        let mut items = Vec::new();
        let mut passed = HashSet::new();
        let mut open = vec![object];
        while let Some(at) = open.pop() {
            if Some(at) == self.nil {
                continue;
            }
            match self.cells.get(&at) {
                Some(&(first, rest)) => {
                    if passed.insert(at) {
                        open.extend([rest, first]);
                    }
                }
                None => items.push(at),
            }
        }
        items
    }
}
