//! How two claims about one thing stand to each other, by what they claim: dates, amounts, words, status.

use super::agreement::{self, Agreement, EndDays, StateSpan};
use super::claims::Told;
use super::{Field, Verdict};
use crate::model::{Amount, Meeting, Numbers, When};
use crate::names::NameIndex;

/// A claim about a date, ready to be compared.
pub(super) struct DateTold {
    pub(super) told: Told,
    pub(super) when: When,
    pub(super) span: Option<StateSpan>,
}

/// A claim about an amount, ready to be compared.
pub(super) struct AmountTold {
    pub(super) told: Told,
    pub(super) amount: Amount,
    pub(super) numbers: Numbers,
    /// When it was so.
    pub(super) time: Option<When>,
}

/// A claim about whether something is so, ready to be compared.
pub(super) struct StatusTold {
    pub(super) told: Told,
    pub(super) is_denial: bool,
    pub(super) time: Option<When>,
}

/// The words of a fact, ready to be compared.
pub(super) struct WordsTold {
    pub(super) told: Told,
    pub(super) folded: String,
    pub(super) time: Option<When>,
}

/// What is told with a value that can be compared.
pub(super) trait HasTold {
    fn told(&self) -> &Told;
}

impl HasTold for DateTold {
    fn told(&self) -> &Told {
        &self.told
    }
}

impl HasTold for AmountTold {
    fn told(&self) -> &Told {
        &self.told
    }
}

impl HasTold for StatusTold {
    fn told(&self) -> &Told {
        &self.told
    }
}

impl HasTold for WordsTold {
    fn told(&self) -> &Told {
        &self.told
    }
}

impl HasTold for (Told, String, NameIndex) {
    fn told(&self) -> &Told {
        &self.0
    }
}

/// Whether two statements tell the same.
pub(super) enum Sameness {
    One,
    MayBeOne,
    Two,
}

impl Sameness {
    /// The verdict on two claims, given what they have in common.
    pub(super) fn verdict(&self, a: &Told, b: &Told, found: Agreement) -> Option<Verdict> {
        let verdict = match found {
            Agreement::Same => return None,
            Agreement::Meet => Verdict::Precision,
            Agreement::Apart => capped(a, b, Verdict::Conflict),
        };
        match self {
            Self::One => Some(verdict),
            Self::MayBeOne => Some(verdict.max(Verdict::Possible)),
            Self::Two => None,
        }
    }
}

/// Two states of one kind between the same two things: one, perhaps, when no origin tells both and they surely
/// overlap.
pub(super) fn sameness(a: &DateTold, b: &DateTold) -> Sameness {
    let (Some(mine), Some(yours)) = (&a.span, &b.span) else { return Sameness::Two };
    let shared = a.told.origins.iter().any(|origin| b.told.origins.contains(origin));
    let sourced = !a.told.origins.is_empty() && !b.told.origins.is_empty();
    if sourced && !shared && mine.surely_meets(yours) { Sameness::MayBeOne } else { Sameness::Two }
}

/// A conflict is only possible where a claim is hedged, or where it is not plain that both are about one thing.
fn capped(a: &Told, b: &Told, verdict: Verdict) -> Verdict {
    let one = a.plainly == b.plainly || (a.plainly.1, a.plainly.0) == b.plainly;
    if a.is_plain && b.is_plain && one { verdict } else { verdict.max(Verdict::Possible) }
}

/// What two dates have in common in one field.
pub(super) struct DatesFound {
    pub(super) agreement: Agreement,
    /// An open end of unknown age is among them.
    pub(super) is_hedged: bool,
}

/// Compares two dates in one field; nothing where one says nothing of it.
pub(super) fn dates_agree(field: Field, a: &DateTold, b: &DateTold) -> Option<DatesFound> {
    let plainly = |agreement| Some(DatesFound { agreement, is_hedged: false });
    let ends = |a: EndDays, b: EndDays| {
        Some(DatesFound { agreement: a.agreement(b), is_hedged: a.is_hedged || b.is_hedged })
    };
    match (field, &a.span, &b.span) {
        (Field::Start, Some(a), Some(b)) => ends(a.start?, b.start?),
        (Field::End, Some(a), Some(b)) => ends(a.end?, b.end?),
        (Field::When, None, None) => {
            plainly(agreement::days(a.when.days_of_act(), b.when.days_of_act()))
        }
        (Field::When, None, Some(span)) => plainly(agreement::plain_beside(&a.when, span)),
        (Field::When, Some(span), None) => plainly(agreement::plain_beside(&b.when, span)),
        _ => None,
    }
}

/// How two amounts under one key stand to each other; nothing where they are not of the same.
pub(super) fn amounts_stand(a: &AmountTold, b: &AmountTold) -> Option<Verdict> {
    let days = |when: &Option<When>| when.as_ref().map(|when| when.days_of_act().to_vec());
    let (mine, yours) = (&a.amount, &b.amount);
    let time = agreement::times(a.time.as_ref(), b.time.as_ref());
    if (&mine.unit, mine.span) != (&yours.unit, yours.span)
        || days(&mine.compared_with) != days(&yours.compared_with)
        || (mine.period.is_some()
            && yours.period.is_some()
            && days(&mine.period) != days(&yours.period))
        || time == Agreement::Apart
    {
        return None;
    }
    let apart = |verdict: Verdict| {
        let limit = if time == Agreement::Same { Verdict::Conflict } else { Verdict::Possible };
        capped(&a.told, &b.told, verdict.max(limit))
    };
    match a.numbers.meeting(&b.numbers) {
        Meeting::Same => None,
        Meeting::Share => Some(Verdict::Precision),
        Meeting::Touch => Some(apart(Verdict::Possible)),
        Meeting::Apart => Some(apart(Verdict::Conflict)),
    }
}

/// How two texts under one key stand to each other: in their words, or in the dates of equal words.
pub(super) fn words_stand(field: Field, a: &WordsTold, b: &WordsTold) -> Option<Verdict> {
    if a.told.is_told_with(&b.told) {
        return None;
    }
    let time = agreement::times(a.time.as_ref(), b.time.as_ref());
    match (field, a.folded == b.folded, time) {
        (Field::Words, false, Agreement::Same | Agreement::Meet)
        | (Field::When, true, Agreement::Apart) => Some(Verdict::Differs),
        _ => None,
    }
}

/// How a denial stands to what it denies; nothing where both deny or neither does.
pub(super) fn statuses_stand(a: &StatusTold, b: &StatusTold) -> Option<Verdict> {
    let (denied, said) = match (a.is_denial, b.is_denial) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return None,
    };
    let verdict = denies(denied.time.as_ref(), said.time.as_ref())?;
    Some(capped(&denied.told, &said.told, verdict))
}

/// Whether a denial of one time denies what is said of another.
fn denies(denied: Option<&When>, said: Option<&When>) -> Option<Verdict> {
    match (denied, said) {
        (None, _) => Some(Verdict::Conflict),
        (Some(_), None) => Some(Verdict::Possible),
        (Some(denied), Some(said)) => {
            match agreement::days(denied.days_of_act(), said.days_of_act()) {
                Agreement::Same => Some(Verdict::Conflict),
                Agreement::Meet if agreement::covers(denied.days_of_act(), said.days_of_act()) => {
                    Some(Verdict::Conflict)
                }
                Agreement::Meet => Some(Verdict::Possible),
                Agreement::Apart => None,
            }
        }
    }
}
