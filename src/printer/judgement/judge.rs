//! Judges one answer by the conditions of one check.

use super::digits::Digits;
use super::wording::{at_words, sort_of, value_words, words};
use crate::dataset::{Check, Condition, Count, Scalar, Test};
use crate::model::Decimal;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// An answer as the object that `--json` prints.
#[derive(Debug)]
pub struct Answer(pub(in crate::printer) Value);

/// What became of a check.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    /// Every condition holds.
    Passed,
    /// Some do not.
    Failed(Vec<Difference>),
    /// A condition does not fit the answer, which is said in words.
    Unfit(String),
}

/// How an answer differs from one condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The condition, in words.
    pub expected: String,
    /// What was found instead, in words.
    pub found: String,
    /// The rows that break the condition, the first ones.
    pub rows: Vec<BreakingRow>,
    /// How many there are.
    pub total: usize,
}

/// A row that breaks a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakingRow {
    /// Where it stands in the answer, or the value in it that is amiss: a JSON Pointer.
    pub at: String,
    /// What was expected there, in words; none where the row itself should not be.
    pub expected: Option<String>,
    /// What was found there, in words.
    pub found: Option<String>,
    row: Value,
}

impl BreakingRow {
    /// The row.
    pub(in crate::printer) fn row(&self) -> &Value {
        &self.row
    }
}

/// Judges an answer; of the rows that break a condition, the first `limit` are kept.
///
/// A value that a pointer does not find counts as null, and null as an empty list. A pointer that finds nothing
/// wherever it is tried is taken for a slip of the check, and so is a test of rows on what is no list.
///
/// # Complexity
/// Time linear in the rows that the conditions walk, for each condition once.
pub fn judge(check: &Check, answer: &Answer, limit: usize) -> Judgement {
    let mut judge = Judge { tries: BTreeMap::new(), slip: None, limit };
    let mut differences = Vec::new();
    for condition in &check.expect {
        let mut broken = Broken::default();
        if !judge.judge(condition, &answer.0, &Place::Whole, Some(&mut broken)) {
            differences.push(Difference {
                expected: words(condition),
                found: broken.found,
                rows: broken.rows,
                total: broken.total,
            });
        }
    }
    if let Some(slip) = judge.slip.or_else(|| missed(&check.expect, &judge.tries)) {
        return Judgement::Unfit(slip);
    }
    if differences.is_empty() { Judgement::Passed } else { Judgement::Failed(differences) }
}

/// How often a pointer was tried, and how often it led somewhere.
#[derive(Default)]
struct Tries {
    n_tried: usize,
    n_found: usize,
}

struct Judge<'c> {
    /// By the pointer.
    tries: BTreeMap<&'c str, Tries>,
    /// The first thing that shows that the check does not fit its answer.
    slip: Option<String>,
    limit: usize,
}

/// What breaks one condition of a check.
#[derive(Default)]
struct Broken {
    found: String,
    rows: Vec<BreakingRow>,
    total: usize,
}

/// Where a value stands, told only when somebody asks.
enum Place<'p> {
    Whole,
    Row { list: &'p Place<'p>, at: &'p str, ix: usize, row: &'p Value },
}

impl Place<'_> {
    fn pointer(&self, at: &str) -> String {
        match self {
            Self::Whole => at.to_owned(),
            Self::Row { list, at: list_at, ix, .. } => {
                format!("{}/{ix}{at}", list.pointer(list_at))
            }
        }
    }

    /// The innermost row around the place that cites something, else the outermost.
    fn row(&self) -> Option<&Value> {
        let mut place = self;
        let mut outermost = None;
        while let Self::Row { list, row, .. } = place {
            if cites(row) {
                return Some(row);
            }
            (outermost, place) = (Some(*row), list);
        }
        outermost
    }
}

/// Does a row say by itself what backs it?
fn cites(row: &Value) -> bool {
    ["evidence", "fact", "edge", "edges"].iter().any(|member| match row.get(member) {
        Some(Value::Array(_)) => true,
        Some(Value::Object(inner)) => inner.contains_key("evidence"),
        _ => false,
    })
}

impl<'c> Judge<'c> {
    /// Does the condition hold of the value? What breaks it goes into `broken`, where somebody wants to know.
    fn judge(
        &mut self,
        condition: &'c Condition,
        value: &Value,
        place: &Place<'_>,
        broken: Option<&mut Broken>,
    ) -> bool {
        let found = look_up(value, &condition.at);
        let tries = self.tries.entry(&condition.at).or_default();
        tries.n_tried += 1;
        tries.n_found += usize::from(found.is_some());
        let found = found.unwrap_or(&Value::Null);
        if condition.test.is_of_rows() {
            return self.judge_rows(condition, found, place, broken);
        }
        let holds = self.holds(condition, found);
        if let (false, Some(broken)) = (holds, broken) {
            self.note_value(condition, found, place, broken);
        }
        holds
    }

    fn judge_rows(
        &mut self,
        condition: &'c Condition,
        found: &Value,
        place: &Place<'_>,
        mut broken: Option<&mut Broken>,
    ) -> bool {
        let Some(rows) = self.rows(condition, found) else { return true };
        let (mut n_asked, mut n_right) = (0, 0);
        // Only when all are counted it is known whether they are too many.
        let mut counted = Broken::default();
        for (ix, row) in rows.iter().enumerate() {
            let at = Place::Row { list: place, at: &condition.at, ix, row };
            if !self.all(&condition.filter, row, &at, None) {
                continue;
            }
            n_asked += 1;
            let is_right = match &condition.test {
                Test::Every(inner) => self.all(inner, row, &at, broken.as_deref_mut()),
                Test::AtLeastOne(inner) | Test::NoRow(inner) => self.all(inner, row, &at, None),
                _ => true,
            };
            n_right += usize::from(is_right);
            let is_noted = matches!(condition.test, Test::NoRow(_) | Test::Count(_));
            if is_right && is_noted && broken.is_some() {
                self.note_row(&at, &mut counted);
            }
        }
        let (holds, found) = match condition.test {
            Test::Every(_) => (n_right == n_asked, n_broken_words(n_asked - n_right, n_asked)),
            Test::AtLeastOne(_) => (n_right > 0, format!("none of {n_asked}")),
            Test::NoRow(_) => (n_right == 0, format!("{n_right} of {n_asked}")),
            Test::Count(count) => (is_so_many(n_right, count), n_right.to_string()),
            _ => unreachable!("other tests are of one value"),
        };
        let Some(broken) = broken.filter(|_| !holds) else { return holds };
        let is_too_few = match condition.test {
            Test::Count(Count::Is(n) | Count::AtLeast(n)) => n_right < n as usize,
            Test::AtLeastOne(_) => true,
            _ => false,
        };
        if !is_too_few {
            broken.total += counted.total;
            let room = self.limit.saturating_sub(broken.rows.len());
            broken.rows.extend(counted.rows.into_iter().take(room));
        } else if let Some(row) = place.row() {
            let row = BreakingRow {
                at: place.pointer(&condition.at),
                expected: Some(words(condition)),
                found: Some(found.clone()),
                row: row.clone(),
            };
            self.note(row, broken);
        }
        broken.found = found;
        false
    }

    fn all(
        &mut self,
        conditions: &'c [Condition],
        row: &Value,
        at: &Place<'_>,
        mut broken: Option<&mut Broken>,
    ) -> bool {
        let mut all_hold = true;
        // Each is judged, also after one that does not hold, so that a pointer that leads nowhere is found out.
        for condition in conditions {
            all_hold &= self.judge(condition, row, at, broken.as_deref_mut());
        }
        all_hold
    }

    /// The rows that a condition is about; none, and a slip, where it is no list.
    fn rows<'v>(&mut self, condition: &Condition, found: &'v Value) -> Option<&'v [Value]> {
        match found {
            Value::Array(rows) => Some(rows),
            Value::Null => Some(&[]),
            other => {
                self.slip(format!("{} is {}, not a list", at_words(&condition.at), sort_of(other)));
                None
            }
        }
    }

    /// The tests of one value, which is no row's list.
    fn holds(&mut self, condition: &Condition, found: &Value) -> bool {
        match &condition.test {
            Test::Is(scalar) => self.equals(condition, found, scalar),
            Test::IsNot(scalar) => !self.equals(condition, found, scalar),
            Test::AtLeast(least) => {
                self.compares(condition, found, least).is_some_and(Ordering::is_ge)
            }
            Test::AtMost(most) => {
                self.compares(condition, found, most).is_some_and(Ordering::is_le)
            }
            Test::Includes(scalars) => self.rows(condition, found).is_none_or(|rows| {
                scalars.iter().all(|scalar| rows.iter().any(|row| is(row, scalar)))
            }),
            Test::IncludesNone(scalars) => self.rows(condition, found).is_none_or(|rows| {
                !rows.iter().any(|row| scalars.iter().any(|scalar| is(row, scalar)))
            }),
            Test::Empty => is_empty(found),
            Test::NotEmpty => !is_empty(found),
            _ => unreachable!("tests of rows are judged by their rows"),
        }
    }

    fn equals(&mut self, condition: &Condition, found: &Value, scalar: &Scalar) -> bool {
        if matches!(found, Value::Array(_) | Value::Object(_)) {
            let at = at_words(&condition.at);
            self.slip(format!(
                "{at} is {}, which is compared with no single value",
                sort_of(found)
            ));
        }
        is(found, scalar)
    }

    fn compares(
        &mut self,
        condition: &Condition,
        found: &Value,
        limit: &Decimal,
    ) -> Option<Ordering> {
        if !matches!(found, Value::Number(_) | Value::String(_) | Value::Null) {
            let at = at_words(&condition.at);
            self.slip(format!("{at} is {}, which is neither more nor less", sort_of(found)));
        }
        Digits::of(found).map(|number| number.cmp(&Digits::of_decimal(limit)))
    }

    fn slip(&mut self, what: String) {
        self.slip.get_or_insert(what);
    }

    fn note_value(
        &self,
        condition: &Condition,
        found: &Value,
        place: &Place<'_>,
        broken: &mut Broken,
    ) {
        if let Some(row) = place.row() {
            let row = BreakingRow {
                at: place.pointer(&condition.at),
                expected: Some(words(condition)),
                found: Some(value_words(found)),
                row: row.clone(),
            };
            return self.note(row, broken);
        }
        broken.found = value_words(found);
        if let (Test::Empty, Value::Array(rows)) = (&condition.test, found) {
            for (ix, row) in rows.iter().enumerate() {
                let at = Place::Row { list: place, at: &condition.at, ix, row };
                self.note_row(&at, broken);
            }
        }
    }

    /// A row that should not be there.
    fn note_row(&self, at: &Place<'_>, broken: &mut Broken) {
        if let Some(row) = at.row() {
            let (at, row) = (at.pointer(""), row.clone());
            self.note(BreakingRow { at, expected: None, found: None, row }, broken);
        }
    }

    fn note(&self, row: BreakingRow, broken: &mut Broken) {
        broken.total += 1;
        if broken.rows.len() < self.limit {
            broken.rows.push(row);
        }
    }
}

fn n_broken_words(n: usize, of: usize) -> String {
    format!("{n} of {of} {} not", if n == 1 { "does" } else { "do" })
}

fn is_so_many(n: usize, count: Count) -> bool {
    match count {
        Count::Is(expected) => n == expected as usize,
        Count::AtLeast(least) => n >= least as usize,
        Count::AtMost(most) => n <= most as usize,
    }
}

/// The first pointer that led nowhere, however often it was tried.
fn missed(conditions: &[Condition], tries: &BTreeMap<&str, Tries>) -> Option<String> {
    conditions.iter().find_map(|condition| match tries.get(condition.at.as_str()) {
        Some(Tries { n_tried: 1, n_found: 0 }) => {
            Some(format!("the answer has no {}", condition.at))
        }
        Some(Tries { n_tried, n_found: 0 }) => {
            Some(format!("none of {n_tried} rows has {}", condition.at))
        }
        _ => missed(&condition.filter, tries).or_else(|| missed(condition.test.of_rows(), tries)),
    })
}

/// The value at a JSON Pointer (RFC 6901). Inside null and past the end of a list there is null; none where an object
/// has no such member, or something else has no members.
fn look_up<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    pointer.split('/').skip(1).try_fold(value, |value, step| match value {
        Value::Object(members) => members.get(&step.replace("~1", "/").replace("~0", "~")),
        Value::Array(rows) => {
            let is_index = step.bytes().all(|b| b.is_ascii_digit())
                && (step == "0" || !step.starts_with('0'))
                && !step.is_empty();
            let row = step.parse().ok().and_then(|ix: usize| rows.get(ix));
            is_index.then(|| row.unwrap_or(&Value::Null))
        }
        Value::Null => Some(value),
        _ => None,
    })
}

fn is(found: &Value, scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Text(text) => found.as_str() == Some(text),
        Scalar::Truth(truth) => found.as_bool() == Some(*truth),
        Scalar::Number(number) => {
            Digits::of(found).is_some_and(|found| found == Digits::of_decimal(number))
        }
    }
}

fn is_empty(found: &Value) -> bool {
    match found {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(rows) => rows.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A difference as JSON.
pub(in crate::printer) fn difference_json(difference: &Difference) -> Value {
    let rows: Value = difference
        .rows
        .iter()
        .map(|row| {
            json!({
                "at": row.at,
                "expected": row.expected,
                "found": row.found,
                "row": row.row,
            })
        })
        .collect();
    json!({
        "expected": difference.expected,
        "found": difference.found,
        "rows": rows,
        "total": difference.total,
    })
}

/// The objects in a row that name a piece of evidence: source, start and end.
pub(in crate::printer) fn evidence_in(row: &Value) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    let mut waiting = vec![row];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if ["source", "start", "end"].iter().all(|member| members.contains_key(*member)) {
                    found.push(members);
                } else {
                    waiting.extend(members.values().rev());
                }
            }
            Value::Array(rows) => waiting.extend(rows.iter().rev()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A check of these conditions, read as they stand in a dataset.
    pub(in crate::printer::judgement) fn check(expect: &str) -> Check {
        let line = format!(
            "[\n{{\"name\": \"c\", \"title\": \"t\", \"ask\": [\"stats\"], \"expect\": {expect}}}\n]\n"
        );
        let files: [(&str, &[u8]); 5] = [
            ("dataset.json", b"{\"format\": 1, \"title\": \"t\", \"licence\": \"l\"}\n"),
            ("sources.json", b"[]\n"),
            ("nodes.json", b"[]\n"),
            ("edges.json", b"[]\n"),
            ("checks.json", line.as_bytes()),
        ];
        let loaded = crate::dataset::load_embedded("t", &files).expect("a good check");
        loaded.dataset.checks[0].clone()
    }

    fn judged(expect: &str, answer: &Value) -> Judgement {
        judge(&check(expect), &Answer(answer.clone()), 10)
    }

    /// Passed, failed, or what does not fit.
    fn said(expect: &str, answer: &Value) -> String {
        match judged(expect, answer) {
            Judgement::Passed => "passed".to_owned(),
            Judgement::Failed(differences) => differences
                .iter()
                .map(|d| {
                    let rows: Vec<String> = d
                        .rows
                        .iter()
                        .map(|row| match &row.found {
                            Some(found) => format!("{} {found}", row.at),
                            None => row.at.clone(),
                        })
                        .collect();
                    format!("{}; {}; {} [{}]", d.expected, d.found, d.total, rows.join(", "))
                })
                .collect::<Vec<_>>()
                .join(" | "),
            Judgement::Unfit(why) => format!("unfit: {why}"),
        }
    }

    #[test]
    fn one_value_is_compared_as_it_stands() {
        let answer = json!({"n": 3, "text": "a", "yes": true, "nothing": null, "none": [],
                            "x": {"y/z": 1, "m~n": 2}, "list": ["a", 7, "2.5"], "": 5});
        for holds in [
            r#"[{"at": "/n", "is": 3}, {"at": "/n", "is_not": 4}, {"at": "/text", "is": "a"}]"#,
            r#"[{"at": "/yes", "is": true}, {"at": "/yes", "is_not": false}]"#,
            r#"[{"at": "/n", "at_least": 3}, {"at": "/n", "at_most": 3}]"#,
            r#"[{"at": "/nothing", "empty": true}, {"at": "/nothing", "is_not": "a"}]"#,
            r#"[{"at": "/nothing/deeper/still", "empty": true}, {"at": "/none/3", "empty": true}]"#,
            r#"[{"at": "/none", "empty": true}, {"at": "/n", "empty": false}]"#,
            r#"[{"at": "/x/y~1z", "is": 1}, {"at": "/x/m~0n", "is": 2}, {"at": "/", "is": 5}]"#,
            r#"[{"at": "/list", "includes": ["a", 7, 2.5]}, {"at": "/list/2", "is": 2.5}]"#,
            r#"[{"at": "/list", "includes_none": ["b", 8]}, {"at": "/list", "count": {"is": 3}}]"#,
        ] {
            assert_eq!(said(holds, &answer), "passed", "{holds}");
        }
        for (fails, expected) in [
            (r#"[{"at": "/n", "is": "3"}]"#, "/n is “3”; 3; 0 []"),
            (r#"[{"at": "/n", "at_least": 3.5}]"#, "/n is at least 3.5; 3; 0 []"),
            (r#"[{"at": "/text", "at_most": 3}]"#, "/text is at most 3; “a”; 0 []"),
            (r#"[{"at": "/nothing", "at_least": 0}]"#, "/nothing is at least 0; nothing; 0 []"),
            (r#"[{"at": "/list", "includes": ["b"]}]"#, "/list includes “b”; “a”, 7, “2.5”; 0 []"),
            (
                r#"[{"at": "/list", "empty": true}]"#,
                "/list is empty; “a”, 7, “2.5”; 3 [/list/0, /list/1, /list/2]",
            ),
        ] {
            assert_eq!(said(fails, &answer), expected, "{fails}");
        }
    }

    #[test]
    fn a_check_that_does_not_fit_its_answer_is_no_failure() {
        let answer = json!({"n": 3, "rows": [{"a": 1}, {"a": 2, "b": null}], "yes": true});
        for (expect, why) in [
            (r#"[{"at": "/rwos", "empty": true}]"#, "the answer has no /rwos"),
            (r#"[{"at": "/n/deeper", "is_not": 1}]"#, "the answer has no /n/deeper"),
            (r#"[{"at": "/rows/first", "is_not": 1}]"#, "the answer has no /rows/first"),
            (r#"[{"at": "/rows/01", "is_not": 1}]"#, "the answer has no /rows/01"),
            (r#"[{"at": "/n", "every": [{"is": 1}]}]"#, "/n is a number, not a list"),
            (
                r#"[{"at": "/rows", "is": 1}]"#,
                "/rows is a list, which is compared with no single value",
            ),
            (
                r#"[{"at": "/yes", "at_least": 1}]"#,
                "/yes is true or false, which is neither more nor less",
            ),
            (r#"[{"at": "/rows", "none": [{"at": "/c", "is": 1}]}]"#, "none of 2 rows has /c"),
            (
                r#"[{"at": "/rows", "where": [{"at": "/c", "is": 1}], "every": [{"at": "/a", "is": 1}]}]"#,
                "none of 2 rows has /c",
            ),
        ] {
            assert_eq!(said(expect, &answer), format!("unfit: {why}"), "{expect}");
        }
        // A member that some rows have is no slip, nor is one that no row was there to have.
        for holds in [
            r#"[{"at": "/rows", "none": [{"at": "/b", "is": 1}]}]"#,
            r#"[{"at": "/rows", "where": [{"at": "/a", "at_least": 9}], "every": [{"at": "/c", "is": 1}]}]"#,
        ] {
            assert_eq!(said(holds, &answer), "passed", "{holds}");
        }
    }

    #[test]
    fn rows_that_break_a_condition_are_named_with_what_was_found() {
        let answer = json!({"paths": [
            {"length": 2, "hops": [{"grade": "stated", "evidence": [1]}, {"grade": "unsourced", "evidence": []}]},
            {"length": 3, "hops": [{"grade": "unsourced", "evidence": []}]},
        ]});
        for (expect, expected) in [
            (
                r#"[{"at": "/paths", "every": [{"at": "/hops", "every": [{"at": "/grade", "is_not": "unsourced"}]}]}]"#,
                "in every row of /paths: in every row of /hops: /grade is not “unsourced”; 2 of 2 do not; \
                 2 [/paths/0/hops/1/grade “unsourced”, /paths/1/hops/0/grade “unsourced”]",
            ),
            (
                r#"[{"at": "/paths", "every": [{"at": "/hops", "count": {"at_least": 2}}]}]"#,
                "in every row of /paths: /hops has at least 2; 1 of 2 does not; 1 [/paths/1/hops 1]",
            ),
            (
                r#"[{"at": "/paths", "every": [{"at": "/hops", "some": [{"at": "/grade", "is": "stated"}]}]}]"#,
                "in every row of /paths: in some row of /hops: /grade is “stated”; 1 of 2 does not; \
                 1 [/paths/1/hops none of 1]",
            ),
            (
                r#"[{"at": "/paths", "none": [{"at": "/length", "at_most": 2}]}]"#,
                "in no row of /paths: /length is at most 2; 1 of 2; 1 [/paths/0]",
            ),
            (
                r#"[{"at": "/paths", "where": [{"at": "/length", "at_least": 3}], "count": {"is": 0}}]"#,
                "/paths where /length is at least 3 has 0; 1; 1 [/paths/1]",
            ),
            (r#"[{"at": "/paths", "count": {"at_least": 3}}]"#, "/paths has at least 3; 2; 0 []"),
            (
                r#"[{"at": "/paths", "some": [{"at": "/length", "is": 1}]}]"#,
                "in some row of /paths: /length is 1; none of 2; 0 []",
            ),
        ] {
            assert_eq!(said(expect, &answer), expected, "{expect}");
        }
    }

    #[test]
    fn rows_are_kept_up_to_the_limit_and_all_are_counted() {
        let rows: Vec<Value> = (0..100).map(|n| json!({"n": n})).collect();
        let expect = check(r#"[{"at": "/rows", "every": [{"at": "/n", "at_most": 9}]}]"#);
        let Judgement::Failed(differences) = judge(&expect, &Answer(json!({"rows": rows})), 3)
        else {
            panic!("90 rows break it");
        };
        assert_eq!((differences[0].rows.len(), differences[0].total), (3, 90));
    }
}
