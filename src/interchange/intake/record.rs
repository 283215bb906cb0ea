//! A foreign record as a node or an edge of ours: what its properties say, by their roles.

use super::role::Dated;
use super::words::{items_of, line_of};
use super::{EdgeId, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value};
use crate::dataset::{edge_content, parse_evidence_list, parse_facts};
use crate::evidence::digest;
use crate::interchange::files::Place;
use crate::model::{
    Amount, Basis, Bound, Decimal, Edge, Evidence, Fact, FactValue, Id, Node, Span, Status, When,
};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What the properties of a record say.
#[derive(Debug, Default)]
struct Said<'v> {
    id: Option<Cow<'v, str>>,
    names: Vec<String>,
    name_parts: Vec<String>,
    aliases: Vec<String>,
    kind: Option<Cow<'v, str>>,
    when: Option<When>,
    start: Option<String>,
    end: Option<String>,
    when_because: Option<String>,
    status: Option<Status>,
    basis: Option<String>,
    because: Option<String>,
    claimed_by: Option<Id>,
    /// Facts that stand in properties of their own.
    facts: Vec<Fact>,
    /// All facts, where the file has them whole.
    whole_facts: Option<Vec<Fact>>,
    evidence: Vec<Evidence>,
}

impl Said<'_> {
    /// A kind in a property beside that of the syntax is a fact.
    fn keep_kind(&mut self, given: Option<&str>) {
        if let (Some(given), Some(said)) = (given, &self.kind)
            && given != said
        {
            let facts = self.whole_facts.as_mut().unwrap_or(&mut self.facts);
            push_fact(facts, "kind".to_owned(), said);
        }
    }
}

impl Intake<'_> {
    /// A node.
    pub(in crate::interchange) fn node(&mut self, node: &ForeignNode<'_>) -> Result<(), Halt> {
        match self.node_of(node) {
            Some(mut record) => {
                self.reading.node(&mut record, None, node.place);
                self.keep_room(record.facts);
                self.take_whole()
            }
            None => Ok(()),
        }
    }

    /// A node as one of ours, not handed over yet; none where its id cannot be one.
    pub(in crate::interchange) fn node_of(&mut self, node: &ForeignNode<'_>) -> Option<Node> {
        let mut said = self.read(node.properties, node.place);
        said.keep_kind(node.kind);
        let written =
            if node.id.is_empty() { said.id.as_deref().unwrap_or_default() } else { node.id };
        let id = self.id(written, node.place.line)?;
        let kind = self.node_kind(node.kind.or(said.kind.as_deref()));
        let given = node.name.and_then(line_of).map(Cow::into_owned);
        let joined = Some(said.name_parts.join(" ")).filter(|name| !name.is_empty());
        let mut names = given.into_iter().chain(joined).chain(said.names);
        let name = names.next().or_else(|| line_of(written).map(Cow::into_owned));
        let mut aliases: Vec<String> = names.chain(said.aliases).collect();
        let name = name.unwrap_or_else(|| id.as_str().to_owned());
        let mut seen = BTreeSet::from([name.clone()]);
        aliases.retain(|alias| seen.insert(alias.clone()));
        let (facts, when) = (said.whole_facts.unwrap_or(said.facts), said.when);
        let when_because = said.when_because.filter(|_| when.is_some());
        let status = said.status.unwrap_or_default();
        let evidence = said.evidence;
        Some(Node { id, kind, name, aliases, when, when_because, status, facts, evidence })
    }

    /// An edge.
    pub(in crate::interchange) fn edge(&mut self, edge: &ForeignEdge<'_>) -> Result<(), Halt> {
        let mut said = self.read(edge.properties, edge.place);
        said.keep_kind(edge.kind);
        let line = edge.place.line;
        let [from_kind, to_kind] = self.end_kinds;
        let from = self.end_id(edge.from, from_kind, line)?;
        let to = self.end_id(edge.to, to_kind, line)?;
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let kind = self.edge_kind(edge.kind.or(said.kind.as_deref()), edge.direction);
        let basis = match (said.basis.as_deref(), said.because) {
            (Some("inferred"), Some(because)) => Basis::Inferred { because },
            _ => Basis::Stated,
        };
        let (facts, when) = (said.whole_facts.unwrap_or(said.facts), said.when);
        let when_because = said.when_because.filter(|_| when.is_some());
        let written = edge.id.or(said.id.as_deref()).filter(|id| !id.is_empty());
        let mut record = Edge {
            id: from.clone(),
            kind,
            from,
            to,
            when,
            when_because,
            status: said.status.unwrap_or_default(),
            basis,
            claimed_by: said.claimed_by,
            facts,
            evidence: said.evidence,
        };
        let id = match written {
            Some(written) => {
                let Some(id) = self.id(written, line) else { return Ok(()) };
                record.id = id;
                EdgeId::Given
            }
            None => {
                record.id = derived_id(&record);
                EdgeId::Derived
            }
        };
        self.reading.edge(&mut record, None, id, edge.direction, edge.place);
        self.keep_room(record.facts);
        self.take_whole()
    }

    /// Keeps the room of facts that were written for those of the next record, unless it is more than most need.
    fn keep_room(&mut self, mut facts: Vec<Fact>) {
        const KEPT_MAX: usize = 64;
        facts.clear();
        if facts.capacity() <= KEPT_MAX {
            self.room = facts;
        }
    }

    fn read<'v>(
        &mut self,
        properties: &'v [(PropertyIx, Value<'v>)],
        place: Place<'_>,
    ) -> Said<'v> {
        let mut said = Said { facts: std::mem::take(&mut self.room), ..Said::default() };
        for (ix, value) in properties {
            self.properties[ix.0 as usize].n += 1;
            let is_list = self.properties[ix.0 as usize].role == Role::Alias;
            match value {
                Value::Text(text) if is_list => {
                    for item in items_of(text) {
                        said.aliases.extend(line(&item));
                    }
                }
                Value::Dated(text, when) => {
                    let n_facts = said.facts.len();
                    self.take(&mut said, *ix, text, properties, place);
                    for fact in &mut said.facts[n_facts..] {
                        fact.when = Some(when.clone());
                    }
                }
                Value::Text(text) => self.take(&mut said, *ix, text, properties, place),
                Value::List(items) => {
                    for item in items {
                        // Lists of lists have no meaning of ours; their items do.
                        if let Value::Text(text) = item {
                            self.take(&mut said, *ix, text, properties, place);
                        }
                    }
                }
            }
        }
        self.dates(&mut said, place);
        if let Some(whole) = &mut said.whole_facts {
            // A property that repeats what the facts hold is the same fact written for other tools.
            let keys: BTreeSet<&str> = whole.iter().map(|fact| &*fact.key).collect();
            said.facts.retain(|own| !keys.contains(&*own.key));
            whole.append(&mut said.facts);
        }
        said
    }

    /// What one value says. A value that is not what its role wants becomes a fact in words.
    fn take<'v>(
        &mut self,
        said: &mut Said<'v>,
        ix: PropertyIx,
        text: &'v str,
        record: &[(PropertyIx, Value<'_>)],
        place: Place<'_>,
    ) {
        if text.trim().is_empty() {
            return;
        }
        let PropertyIx(at) = ix;
        let role = &self.properties[at as usize].role;
        let taken = match role {
            Role::Id => said.id.replace(Cow::Borrowed(text)).is_none(),
            Role::Kind => {
                let is_first = said.kind.is_none();
                said.kind.get_or_insert(Cow::Borrowed(text));
                is_first
            }
            Role::Name => push_line(&mut said.names, text),
            Role::NamePart => push_line(&mut said.name_parts, text),
            Role::Alias => push_line(&mut said.aliases, text),
            Role::When => said.when.is_none() && put(&mut said.when, date_of(text)),
            Role::Start => said.start.is_none() && put(&mut said.start, day_of(text)),
            Role::End => said.end.is_none() && put(&mut said.end, day_of(text)),
            Role::Dated(dated, form) => {
                let date = form.read(text);
                let date = date.as_deref();
                match dated {
                    Dated::When => {
                        said.when.is_none() && put(&mut said.when, date.and_then(date_of))
                    }
                    Dated::Start => {
                        said.start.is_none() && put(&mut said.start, date.and_then(day_of))
                    }
                    Dated::End => said.end.is_none() && put(&mut said.end, date.and_then(day_of)),
                }
            }
            Role::WhenBecause => put(&mut said.when_because, line(text)),
            Role::Status => put(&mut said.status, Status::from_word(text.trim())),
            Role::Basis => {
                let basis = matches!(text, "stated" | "inferred").then(|| text.to_owned());
                put(&mut said.basis, basis)
            }
            Role::Because => put(&mut said.because, line(text)),
            Role::ClaimedBy => put(&mut said.claimed_by, super::id_of(text)),
            Role::Facts => match parse_facts(text, "") {
                Ok(facts) => {
                    said.whole_facts = Some(facts);
                    true
                }
                Err(_) => false,
            },
            Role::Evidence => match parse_evidence_list(text, "") {
                Ok(evidence) => {
                    said.evidence = evidence;
                    true
                }
                Err(_) => false,
            },
            Role::Fact(key) => {
                let key = key.clone();
                push_fact(&mut said.facts, key, text)
            }
            Role::Amount(key, unit) => {
                let amount = amount_of(text, &self.unit(unit, record));
                put_amount(&mut said.facts, key, amount)
            }
            Role::AmountIn(key, unit, form) => {
                let number = form.read(text);
                let amount = number.and_then(|text| amount_of(&text, &self.unit(unit, record)));
                put_amount(&mut said.facts, key, amount)
            }
            // The ends are the format's to take, and what is left out says nothing.
            Role::From | Role::To | Role::Direction | Role::LeaveOut => true,
        };
        if !taken {
            let property = &self.properties[at as usize];
            let (name, role) = (property.name.clone(), property.role.word());
            let key = super::key_of(&name);
            if push_fact(&mut said.facts, key.clone(), text) && !matches!(role.as_str(), "kind") {
                self.warn(
                    place.line,
                    format!(
                        "{} in “{name}” is no {role}; it is kept as a fact with the key “{key}”",
                        super::quoted(text)
                    ),
                );
            }
        }
    }

    /// The name that properties say, for records that have no other id.
    pub(in crate::interchange) fn name_of<'v>(
        &self,
        properties: &[(PropertyIx, Value<'v>)],
    ) -> Cow<'v, str> {
        let of = |role: Role| {
            properties.iter().filter_map(move |(ix, value)| match value {
                Value::Text(text) if *self.role(*ix) == role => Some(text),
                _ => None,
            })
        };
        let parts: Vec<&str> = of(Role::NamePart).map(|part| part.trim()).collect();
        match of(Role::Name).next() {
            _ if !parts.is_empty() => Cow::Owned(parts.join(" ")),
            Some(name) => name.clone(),
            None => Cow::Borrowed(""),
        }
    }

    /// A unit, or what the property says whose name stands in braces.
    fn unit<'r>(&self, unit: &'r str, record: &'r [(PropertyIx, Value<'_>)]) -> Cow<'r, str> {
        let Some(name) = unit.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return Cow::Borrowed(unit);
        };
        let is_named = |ix: PropertyIx| self.properties[ix.0 as usize].name == name;
        match record.iter().find(|(ix, _)| is_named(*ix)) {
            Some((_, Value::Text(unit))) => Cow::Borrowed(unit.trim()),
            _ => Cow::Borrowed(""),
        }
    }

    /// Makes one date of a first and a last day.
    fn dates(&mut self, said: &mut Said<'_>, place: Place<'_>) {
        let (start, end) = (said.start.take(), said.end.take());
        if start.is_none() && end.is_none() {
            return;
        }
        let open = || "..".to_owned();
        let both =
            format!("{}/{}", start.clone().unwrap_or_else(open), end.clone().unwrap_or_else(open));
        match When::parse(&both) {
            Ok(when) if said.when.is_none() => said.when = Some(when),
            _ => {
                for (key, text) in [("start", start), ("end", end)] {
                    if let Some(text) = text {
                        push_fact(&mut said.facts, key.to_owned(), &text);
                    }
                }
                self.warn(place.line, format!("{both} is no date beside the others of the record"));
            }
        }
    }
}

/// Kind and ends, and the beginning of a digest of what else it says.
pub(in crate::interchange) fn derived_id(edge: &Edge) -> Id {
    let says_more = edge.when.is_some()
        || edge.status != Status::default()
        || edge.claimed_by.is_some()
        || !edge.facts.is_empty();
    let id = if says_more {
        let digest = digest(&edge_content(edge)).to_string();
        format!("{}-{}-{}-{}", edge.from, edge.kind, edge.to, &digest[..8])
    } else {
        format!("{}-{}-{}", edge.from, edge.kind, edge.to)
    };
    let id = if id.len() > 240 { super::words::shortened(&id, 240) } else { id };
    Id::new(id).expect("two ids, a kind and digits make an id")
}

fn put<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let is_there = value.is_some();
    if is_there {
        *place = value;
    }
    is_there
}

fn line(text: &str) -> Option<String> {
    line_of(text).map(Cow::into_owned)
}

fn push_line(list: &mut Vec<String>, text: &str) -> bool {
    list.extend(line(text));
    true
}

fn push_fact(facts: &mut Vec<Fact>, key: String, text: &str) -> bool {
    let Some(words) = line(text) else { return false };
    facts.push(fact(key, FactValue::Text(words)));
    true
}

fn put_amount(facts: &mut Vec<Fact>, key: &str, amount: Option<Amount>) -> bool {
    let is_there = amount.is_some();
    facts.extend(amount.map(|amount| fact(key.to_owned(), FactValue::Amount(amount))));
    is_there
}

fn fact(key: String, value: FactValue) -> Fact {
    Fact {
        key,
        value,
        when: None,
        when_because: None,
        basis: Basis::Stated,
        claimed_by: None,
        evidence: Vec::new(),
    }
}

/// A date: EDTF as it is; a moment (`2012-03-25T10:00:00Z`) is its day.
pub(in crate::interchange) fn date_of(text: &str) -> Option<When> {
    let text = text.trim();
    When::parse(text).ok().or_else(|| {
        let (day, time) = text.split_once(['T', ' '])?;
        let is_time = time.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':');
        (is_time && day.len() == 10).then(|| When::parse(day).ok()).flatten()
    })
}

/// One end of an interval, which is a day where it is a moment.
pub(in crate::interchange) fn day_of(text: &str) -> Option<String> {
    let text = text.trim();
    let day = text.split_once('T').filter(|(day, _)| day.len() == 10).map_or(text, |(day, _)| day);
    date_of(day).filter(|when| !when.is_interval()).map(|when| when.as_str().to_owned())
}

/// An amount: digits with an optional fraction; `,` and spaces between groups of three are read over.
pub(in crate::interchange) fn amount_of(text: &str, unit: &str) -> Option<Amount> {
    let mut groups = text.trim().split([',', ' ', '\u{A0}', '\u{202F}']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        let whole = group.split('.').next().unwrap_or_default();
        if whole.len() != 3 || first.len() > 4 {
            return None;
        }
        digits.push_str(group);
    }
    let digits = match digits.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
        }
        None => digits,
    };
    let amount = Amount {
        value: Decimal::new(digits).ok()?,
        to: None,
        unit: line(unit)?,
        bound: Bound::default(),
        span: Span::default(),
        period: None,
        compared_with: None,
    };
    amount.check().is_ok().then_some(amount)
}
