//! Taking out of a dataset what an export says it lost, so that what remains can be compared.

use sociogram::dataset::Dataset;
use sociogram::interchange::Aspect;
use sociogram::model::{Basis, Fact, FactValue, Status, Vocabulary};

/// Makes a dataset as if it had never said this.
pub(super) fn erase(dataset: &mut Dataset, aspect: Aspect) {
    let Dataset { nodes, edges, sources, vocabulary, views, checks, .. } = dataset;
    let mut facts = |change: &dyn Fn(&mut Fact)| {
        nodes.iter_mut().flat_map(|node| &mut node.facts).for_each(change);
        edges.iter_mut().flat_map(|edge| &mut edge.facts).for_each(change);
    };
    match aspect {
        Aspect::Header => {
            dataset.title = String::new();
            dataset.licence = String::new();
        }
        Aspect::Vocabulary => *vocabulary = Vocabulary::core(),
        Aspect::Sources => sources.clear(),
        Aspect::Names => nodes.iter_mut().for_each(|node| node.name = String::new()),
        Aspect::NodeKinds => nodes.iter_mut().for_each(|node| node.kind = String::new()),
        // Which way an edge goes is its kind's to say.
        Aspect::EdgeKinds => edges.iter_mut().for_each(|edge| {
            edge.kind = String::new();
            if edge.from > edge.to {
                std::mem::swap(&mut edge.from, &mut edge.to);
            }
        }),
        Aspect::NodeIds | Aspect::EdgeIds | Aspect::Nodes | Aspect::Edges => {}
        Aspect::Aliases => nodes.iter_mut().for_each(|node| node.aliases.clear()),
        Aspect::NodeDates => nodes.iter_mut().for_each(|node| {
            node.when = None;
            node.when_because = None;
        }),
        Aspect::EdgeDates => edges.iter_mut().for_each(|edge| {
            edge.when = None;
            edge.when_because = None;
        }),
        Aspect::DateReasons => {
            let of_nodes = nodes.iter_mut().map(|node| &mut node.when_because);
            for because in of_nodes.chain(edges.iter_mut().map(|edge| &mut edge.when_because)) {
                *because = None;
            }
        }
        Aspect::Statuses => {
            let of_nodes = nodes.iter_mut().map(|node| &mut node.status);
            for status in of_nodes.chain(edges.iter_mut().map(|edge| &mut edge.status)) {
                *status = Status::Done;
            }
        }
        Aspect::Bases => edges.iter_mut().for_each(|edge| edge.basis = Basis::Stated),
        Aspect::Claims => edges.iter_mut().for_each(|edge| edge.claimed_by = None),
        Aspect::NodeFacts => nodes.iter_mut().for_each(|node| node.facts.clear()),
        Aspect::EdgeFacts => edges.iter_mut().for_each(|edge| edge.facts.clear()),
        Aspect::FactDetails => facts(&|fact| {
            fact.when = None;
            fact.when_because = None;
            fact.basis = Basis::Stated;
            fact.claimed_by = None;
            fact.evidence.clear();
        }),
        Aspect::Amounts => facts(&|fact| {
            if let FactValue::Amount(amount) = &fact.value {
                fact.value = FactValue::Text(amount.value.as_str().to_owned());
            }
        }),
        Aspect::Evidence => {
            let of_nodes = nodes.iter_mut().map(|node| &mut node.evidence);
            for evidence in of_nodes.chain(edges.iter_mut().map(|edge| &mut edge.evidence)) {
                evidence.clear();
            }
        }
        Aspect::Views => views.clear(),
        Aspect::Checks => checks.clear(),
    }
}
