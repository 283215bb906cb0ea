//! The answer of `conflicts`.

use super::super::citations::{Citations, evidence_json};
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::statement::{statement_json, statement_subject};
use super::{
    amount_json, basis, because_text, counted, fact_json, fact_value, node_json, sentence,
    source_ids, standing_marks,
};
use crate::diagram::{amount_words, date_words};
use crate::explore::{
    Claim, ClaimValue, ConflictsAnswer, Field, Finding, Projection, StatementRef, Verdict, World,
};
use crate::graph::{EvidenceRef, FactRef, ItemIx, NodeRef, SourceIx};
use crate::model::Status;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

impl Report for ConflictsAnswer {
    fn verb(&self) -> &'static str {
        "conflicts"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let counts: serde_json::Map<String, Value> = Verdict::ALL
            .into_iter()
            .zip(self.counts)
            .map(|(verdict, n)| (verdict.as_str().to_owned(), json!(n)))
            .collect();
        let rows = self.findings.iter().map(|finding| finding_json(world, finding)).collect();
        let doubts = self.doubts.iter().map(|doubt| doubt_json(world, doubt.read(world.graph)));
        vec![
            ("verdicts", Value::Object(counts)),
            ("rows", rows),
            ("total", json!(self.n_findings)),
            ("doubts", doubts.collect()),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&[
            "finding",
            "verdict",
            "field",
            "about",
            "value",
            "claimed_by",
            "origins",
            "sources",
            "statement",
        ]);
        for (number, finding) in (1..).zip(&self.findings) {
            for claim in &finding.claims {
                let statement = claim.statement.read(world.graph);
                let origins: Vec<&str> = origins(world, claim).into_keys().collect();
                table.push(vec![
                    Cell::count(number),
                    Cell::text(finding.verdict.as_str()),
                    Cell::text(finding.field.as_str()),
                    Cell::text(about_words(world, finding)),
                    Cell::text(value_words(world, claim)),
                    Cell::text(statement.claimed_by().map_or("", NodeRef::id)),
                    Cell::text(origins.join(" ")),
                    Cell::text(source_ids(evidence(world, claim))),
                    Cell::text(statement.id()),
                ]);
            }
        }
        for (number, doubt) in (self.findings.len() + 1..).zip(&self.doubts) {
            let doubt = doubt.read(world.graph);
            let Some(fact) = doubt.fact() else { continue };
            let origins: BTreeSet<&str> =
                fact.evidence().map(|e| e.source().origin().id()).collect();
            table.push(vec![
                Cell::count(number),
                Cell::text("doubt"),
                Cell::text(Field::Words.as_str()),
                Cell::text(subject_words(doubt)),
                Cell::text(fact_value(fact)),
                Cell::text(fact.claimed_by().map_or("", NodeRef::id)),
                Cell::text(origins.into_iter().collect::<Vec<_>>().join(" ")),
                Cell::text(source_ids(fact.evidence())),
                Cell::text(doubt.id()),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let [conflicts, possible, precision, differs] = self.counts;
        let figures = [
            counted(conflicts, "conflict", "conflicts"),
            counted(possible, "possible conflict", "possible conflicts"),
            counted(precision, "near-agreement", "near-agreements"),
            counted(differs, "difference in words", "differences in words"),
        ];
        let mut figures = Vec::from(figures);
        if !self.doubts.is_empty() {
            figures.push(counted(self.doubts.len(), "doubt", "doubts"));
        }
        page.heading(&[Piece::owned(figures.join(", "), Ink::Strong)]);
        let mut citations = Citations::default();
        let mut section = None;
        for finding in &self.findings {
            if section != Some(finding.verdict) {
                section = Some(finding.verdict);
                page.blank();
                page.heading(&[Piece::plain(heading(finding.verdict))]);
            }
            finding_text(world, page, finding, &mut citations);
        }
        if !self.doubts.is_empty() {
            page.blank();
            page.heading(&[Piece::plain("Doubts: what the curator found not to fit")]);
            for doubt in &self.doubts {
                doubt_text(page, doubt.read(world.graph), &mut citations);
            }
        }
        let n_hidden = self.n_findings - self.findings.len();
        if n_hidden > 0 {
            page.blank();
            page.line(&[Piece::owned(
                format!("{n_hidden} more; --limit {} lists them.", self.n_findings),
                Ink::Dim,
            )]);
        }
        citations.print(world, page);
    }
}

fn heading(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conflict => "Conflicts: these cannot all be true",
        Verdict::Possible => {
            "Possible conflicts: these cannot all be true, unless a hedge or a conclusion gives way"
        }
        Verdict::Precision => "Near-agreements: these can all be true, and differ in precision",
        Verdict::Differs => "Different words: these may or may not be at odds",
    }
}

fn finding_text(world: &World<'_>, page: &mut Page, finding: &Finding, citations: &mut Citations) {
    let mut about = about_pieces(world, finding);
    about.push(Piece::owned(format!(", {}", field_words(finding)), Ink::Dim));
    page.hanging(2, 4, &about);
    let is_one = finding.claims.iter().all(|claim| claim.statement.of == finding.first().of);
    for claim in &finding.claims {
        let statement = claim.statement.read(world.graph);
        let mut pieces = vec![Piece::data(value_words(world, claim))];
        pieces.extend(claim_marks(claim, statement));
        if !is_one {
            pieces.push(Piece::data(format!(" ({})", statement.id())).ink(Ink::Dim));
        }
        let carriers = carriers_words(world, claim);
        if !carriers.is_empty() {
            pieces.push(Piece::data(format!(": {carriers}")).ink(Ink::Dim));
        }
        pieces.push(Piece::plain(" "));
        // Sources that back the statement otherwise are cited with what they say instead.
        pieces.push(if claim.evidence.is_empty() && !statement.evidence().is_empty() {
            Piece::plain("[no source says so]").ink(Ink::Warn)
        } else {
            citations.cite(evidence(world, claim))
        });
        page.hanging(6, 8, &pieces);
    }
    for &ix in &finding.also {
        let edge = world.graph.edge(ix);
        let mut pieces = vec![Piece::dim("likewise: ")];
        pieces.extend(sentence(edge));
        pieces.extend(standing_marks(edge));
        pieces.extend([Piece::plain(" "), citations.cite(edge.evidence())]);
        page.hanging(6, 8, &pieces);
    }
}

fn doubt_text(page: &mut Page, doubt: StatementRef<'_>, citations: &mut Citations) {
    let Some(fact) = doubt.fact() else { return };
    page.hanging(2, 4, &subject_pieces(doubt));
    let mut pieces = vec![Piece::data(fact_value(fact))];
    if let Some(claimant) = fact.claimed_by() {
        pieces.push(Piece::data(format!(", claimed by {}", claimant.name())).ink(Ink::Warn));
    }
    pieces.extend([Piece::plain(" "), citations.cite(fact.evidence())]);
    page.hanging(6, 8, &pieces);
    because_text(page, fact.because(), 6);
}

/// The node or edge of a statement.
fn subject_pieces(statement: StatementRef<'_>) -> Vec<Piece> {
    match statement {
        StatementRef::Node(node) | StatementRef::NodeFact(node, _) => vec![
            Piece::data(node.name()).ink(Ink::Strong),
            Piece::owned(format!(" ({})", node.kind().label), Ink::Dim),
        ],
        StatementRef::Edge(edge) | StatementRef::EdgeFact(edge, _) => sentence(edge),
    }
}

/// What a claim rests on beside its evidence.
fn claim_marks(claim: &Claim, statement: StatementRef<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if claim.is_worked_out {
        pieces.push(Piece::dim(" (date worked out)"));
    }
    let status = statement.status();
    if status.is_prospective() && !matches!(claim.value, ClaimValue::Status(_)) {
        pieces.push(Piece::owned(format!(", {}", status.as_str()), Ink::Warn));
    }
    if statement.is_inferred() {
        pieces.push(Piece::plain(", inferred").ink(Ink::Warn));
    }
    if let Some(claimant) = statement.claimed_by() {
        pieces.push(Piece::data(format!(", claimed by {}", claimant.name())).ink(Ink::Warn));
    }
    pieces
}

fn field_words(finding: &Finding) -> &'static str {
    match finding.field {
        Field::When => "when",
        Field::Start => "since when",
        Field::End => "until when",
        Field::Amount => "how much",
        Field::Words => "in which words",
        Field::Status => "whether it is so",
        Field::Identity => "one thing or several",
        Field::Name => "how it is called",
    }
}

/// The statement that a finding is about.
fn about<'a>(world: &World<'a>, finding: &Finding) -> StatementRef<'a> {
    finding.first().read(world.graph)
}

fn about_words(world: &World<'_>, finding: &Finding) -> String {
    match (finding.field, about(world, finding)) {
        (Field::Identity, StatementRef::Edge(edge)) => {
            format!("{} and {}", edge.from().name(), edge.to().name())
        }
        (_, statement) => statement_subject(statement),
    }
}

fn about_pieces(world: &World<'_>, finding: &Finding) -> Vec<Piece> {
    let mut pieces = match about(world, finding) {
        _ if finding.field == Field::Identity => {
            vec![Piece::data(about_words(world, finding)).ink(Ink::Strong)]
        }
        statement => subject_pieces(statement),
    };
    if let Some(fact) = about(world, finding).fact() {
        pieces.push(Piece::data(format!(": {}", fact.key().replace('-', " "))));
    }
    pieces
}

/// The node or edge of a statement, as words.
fn subject_words(statement: StatementRef<'_>) -> String {
    match statement {
        StatementRef::NodeFact(node, _) => node.name().to_owned(),
        StatementRef::EdgeFact(edge, _) => statement_subject(StatementRef::Edge(edge)),
        statement => statement_subject(statement),
    }
}

/// What a claim says, in words.
fn value_words(world: &World<'_>, claim: &Claim) -> String {
    match &claim.value {
        ClaimValue::When(when) => date_words(when),
        ClaimValue::Amount(amount) => {
            let time = claim.statement.read(world.graph).when();
            let words = amount_words(amount);
            match time.filter(|time| amount.period.as_ref() != Some(time)) {
                Some(time) => format!("{words}, {}", date_words(&time)),
                None => words,
            }
        }
        ClaimValue::Words(text) => match claim.statement.read(world.graph).when() {
            Some(time) => format!("“{text}”, {}", date_words(&time)),
            None => format!("“{text}”"),
        },
        ClaimValue::Name(name) => name.clone(),
        ClaimValue::Status(Status::Denied) => "denied".to_owned(),
        ClaimValue::Status(status) => {
            let statement = claim.statement.read(world.graph);
            match statement.when() {
                Some(when) => format!("{}, {}", status.as_str(), date_words(&when)),
                None => status.as_str().to_owned(),
            }
        }
        ClaimValue::Holds => statement_subject(claim.statement.read(world.graph)),
    }
}

fn evidence<'a>(world: &World<'a>, claim: &Claim) -> impl Iterator<Item = EvidenceRef<'a>> {
    let graph = world.graph;
    claim.evidence.clone().into_iter().map(move |ix| graph.evidence_at(ix))
}

/// The origins of a claim, each with the cited sources that copy it.
fn origins<'a>(world: &World<'a>, claim: &Claim) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut origins: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for evidence in evidence(world, claim) {
        let source = evidence.source();
        let carriers = origins.entry(source.origin().id()).or_default();
        if source.origin().ix != source.ix {
            carriers.insert(source.id());
        }
    }
    origins
}

/// Whose words a claim is, and who carries them: `wire, copied by blog`.
fn carriers_words(world: &World<'_>, claim: &Claim) -> String {
    let cited: BTreeSet<SourceIx> = evidence(world, claim).map(|e| e.source().ix).collect();
    let words: Vec<String> = origins(world, claim)
        .into_iter()
        .map(|(origin, copies)| {
            let copies: Vec<&str> = copies.into_iter().collect();
            let is_cited =
                world.graph.source_by_id(origin).is_some_and(|source| cited.contains(&source.ix));
            match (copies.is_empty(), is_cited) {
                (true, _) => origin.to_owned(),
                (false, true) => format!("{origin}, copied by {}", copies.join(", ")),
                (false, false) => format!("{origin}, as copied by {}", copies.join(", ")),
            }
        })
        .collect();
    words.join("; ")
}

fn finding_json(world: &World<'_>, finding: &Finding) -> Value {
    let graph = world.graph;
    let first = about(world, finding);
    let mut origins: BTreeSet<&str> = BTreeSet::new();
    for evidence in finding.claims.iter().flat_map(|claim| evidence(world, claim)) {
        origins.insert(evidence.source().origin().id());
    }
    let (node, edge) = match finding.first().of {
        ItemIx::Node(node) => (Some(node_json(graph.node(node))), None),
        ItemIx::Edge(edge) => (None, Some(graph.edge(edge).id())),
    };
    json!({
        "verdict": finding.verdict.as_str(),
        "field": finding.field.as_str(),
        "about": about_words(world, finding),
        "node": node,
        "edge": edge,
        "key": first.fact().map(FactRef::key),
        "origins": origins,
        "claims": finding.claims.iter().map(|claim| claim_json(world, claim)).collect::<Value>(),
        "also": finding.also.iter().map(|&ix| graph.edge(ix).id()).collect::<Value>(),
    })
}

fn doubt_json(world: &World<'_>, doubt: StatementRef<'_>) -> Value {
    let mut object = statement_json(doubt);
    object["about"] = json!(subject_words(doubt));
    object["fact"] = doubt.fact().map_or(Value::Null, |fact| fact_json(world, fact));
    object
}

fn claim_json(world: &World<'_>, claim: &Claim) -> Value {
    let statement = claim.statement.read(world.graph);
    let mut object = statement_json(statement);
    object["value"] = match &claim.value {
        ClaimValue::When(when) => json!(when.as_str()),
        ClaimValue::Amount(amount) => amount_json(amount),
        ClaimValue::Words(text) | ClaimValue::Name(text) => json!(text),
        ClaimValue::Status(status) => json!(status.as_str()),
        ClaimValue::Holds => json!(statement_subject(statement)),
    };
    object["when"] = json!(statement.when().as_ref().map(crate::model::When::as_str));
    object["when_because"] = json!(statement.when_because().filter(|_| claim.is_worked_out));
    object["status"] = json!(statement.status().as_str());
    object["basis"] = json!(basis(statement.is_inferred()));
    object["claimed_by"] = json!(statement.claimed_by().map(NodeRef::id));
    object["origins"] = origins(world, claim).keys().copied().collect();
    object["evidence"] = evidence_json(world, evidence(world, claim));
    object
}
