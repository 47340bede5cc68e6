//! Whether conditions can hold at all: tries every combination of answers that could make a difference.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::draft::Draft;
use super::expression::{Comparison, Condition, Expression, Fact, Truth};
use super::model::{ChoiceSource, Kind, Verdict};
use super::source::Report;
use crate::persian::JalaliDate;

/// Combinations beyond which nothing is said: the lint stays quick, and no person reads such a condition anyway.
const MOST_COMBINATIONS: usize = 20_000;

/// What a condition can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Range {
    Always,
    Never,
    Depends,
}

/// What became of a step that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Answered { proved: bool },
    Skipped,
    Escaped,
}

/// Reports conditions that always or never hold. Expects that no `when` waits for itself.
pub(crate) fn check_possible(report: &mut Report<'_>, drafts: &[Draft<'_>]) {
    for draft in drafts {
        let name = &draft.section.name;
        if let (Some(written), Some(when)) = (&draft.when, &draft.step.when) {
            match range(drafts, when) {
                Range::Never => {
                    let text = format!("{name}: the step is never asked, `when` cannot hold");
                    report.add(codes::UNREACHABLE, written.line, text, None);
                }
                Range::Always => {
                    let text = format!("{name}: `when` always holds");
                    report.add(
                        codes::CONSTANT_CONDITION,
                        written.line,
                        text,
                        Some("Leave it out.".to_owned()),
                    );
                }
                Range::Depends => {}
            }
        }
        for (rule, check) in draft.checks.iter().zip(&draft.step.checks) {
            let (code, text) = match (range(drafts, &check.condition), check.verdict) {
                (Range::Depends, _) => continue,
                (Range::Never, _) => {
                    (codes::CONSTANT_CONDITION, "the check never has anything to say")
                }
                (Range::Always, Verdict::Warn) => {
                    (codes::CONSTANT_CONDITION, "the check warns every time")
                }
                (Range::Always, Verdict::Reject | Verdict::Leave) => {
                    (codes::UNREACHABLE, "nobody ever gets past this check")
                }
            };
            report.add(code, rule.condition.line, format!("{name}: {text}"), None);
        }
        let only = draft.step.kind.choices().and_then(|choices| choices.only.as_ref());
        if let (Some(written), Some(only)) = (&draft.only, only)
            && range(drafts, only) != Range::Depends
        {
            let text = format!("{name}: `where` lets all rows through, or none");
            report.add(codes::CONSTANT_CONDITION, written.line, text, None);
        }
    }
}

fn range(drafts: &[Draft<'_>], condition: &Expression) -> Range {
    let mut space = Space { drafts, terms: BTreeMap::new(), states: BTreeMap::new() };
    space.collect(condition, &mut BTreeSet::new());
    let sizes: Vec<usize> =
        space.terms.values().map(Vec::len).chain(space.states.values().map(Vec::len)).collect();
    let combinations =
        sizes.iter().try_fold(1_usize, |product, size| product.checked_mul((*size).max(1)));
    let Some(combinations) = combinations.filter(|count| *count <= MOST_COMBINATIONS) else {
        return Range::Depends;
    };
    let (mut yes, mut no) = (false, false);
    for number in 0..combinations {
        match space.pick(number).truth(condition) {
            Truth::Yes => yes = true,
            Truth::No => no = true,
            Truth::NotYet => {}
        }
        if yes && no {
            return Range::Depends;
        }
    }
    match (yes, no) {
        (true, _) => Range::Always,
        (false, _) => Range::Never,
    }
}

/// All that a condition hangs on, with the values that could make a difference.
struct Space<'a, 't> {
    drafts: &'a [Draft<'t>],
    /// A part of the condition, as it is written, and values for it.
    terms: BTreeMap<String, Vec<Fact>>,
    states: BTreeMap<String, Vec<State>>,
}

impl<'a, 't> Space<'a, 't> {
    fn draft(&self, id: &str) -> Option<&'a Draft<'t>> {
        self.drafts.iter().find(|draft| draft.step.id == id)
    }

    /// Adds what `condition` hangs on, and what the steps that it names hang on.
    fn collect(&mut self, condition: &Expression, seen: &mut BTreeSet<String>) {
        self.collect_terms(condition);
        for name in condition.mentions() {
            let Some(draft) = self.draft(&name) else {
                continue;
            };
            if !seen.insert(name.clone()) {
                continue;
            }
            let is_mobile = matches!(draft.step.kind, Kind::Mobile { .. });
            let mut states = vec![State::Answered { proved: false }];
            states.extend(is_mobile.then_some(State::Answered { proved: true }));
            states.extend(draft.step.optional.then_some(State::Skipped));
            states.extend(draft.step.escape.is_some().then_some(State::Escaped));
            self.states.insert(name, states);
            if let Some(when) = &draft.step.when {
                self.collect(when, seen);
            }
        }
    }

    fn collect_terms(&mut self, condition: &Expression) {
        match condition {
            Expression::Not(inner) => self.collect_terms(inner),
            Expression::And(left, right) | Expression::Or(left, right) => {
                self.collect_terms(left);
                self.collect_terms(right);
            }
            Expression::Compare(left, _, right) => match (&**left, &**right) {
                (Expression::Literal(_), Expression::Literal(_)) => {}
                (term, Expression::Literal(fact)) | (Expression::Literal(fact), term) => {
                    self.term(term, std::slice::from_ref(fact));
                }
                _ => self.truth_term(condition),
            },
            Expression::In(inner, list) => {
                if !matches!(**inner, Expression::Literal(_)) {
                    self.term(inner, list);
                }
            }
            Expression::Literal(_) | Expression::Is(..) => {}
            Expression::Name(_)
            | Expression::Days(..)
            | Expression::Count(_)
            | Expression::Missing(_)
            | Expression::Len(_) => self.truth_term(condition),
        }
    }

    fn truth_term(&mut self, term: &Expression) {
        self.terms.insert(term.to_string(), vec![Fact::Truth(true), Fact::Truth(false)]);
    }

    /// A part that is compared with `facts`: equal to each, a little less, a little more, and something else.
    fn term(&mut self, term: &Expression, facts: &[Fact]) {
        let options = self.options(term);
        let values = self.terms.entry(term.to_string()).or_default();
        if let Some(options) = options {
            *values = options;
            return;
        }
        for fact in facts {
            match fact {
                Fact::Truth(_) => values.extend([Fact::Truth(true), Fact::Truth(false)]),
                Fact::Number(number) => {
                    values.extend([-1, 0, 1].map(|step| Fact::Number(number.saturating_add(step))));
                }
                Fact::Date(date) => {
                    values.push(fact.clone());
                    values.extend([(1300, 1, 1), (1500, 12, 29)].iter().filter_map(
                        |(year, month, day)| {
                            JalaliDate::new(*year, *month, *day)
                                .filter(|edge| edge != date)
                                .map(Fact::Date)
                        },
                    ));
                }
                Fact::Text(_) => values.extend([fact.clone(), Fact::Text("\u{0}".to_owned())]),
            }
        }
        values.sort();
        values.dedup();
    }

    /// The choices of a step whose options stand in the flow file.
    fn options(&self, term: &Expression) -> Option<Vec<Fact>> {
        let Expression::Name(name) = term else {
            return None;
        };
        let [step] = name.as_slice() else {
            return None;
        };
        match &self.draft(step)?.step.kind.choices()?.source {
            ChoiceSource::Options(options) => {
                Some(options.iter().map(|(id, _)| Fact::Text(id.clone())).collect())
            }
            ChoiceSource::Dataset(_) => None,
        }
    }

    /// The combination with this number.
    fn pick(&self, mut number: usize) -> Combination<'_, 'a, 't> {
        let mut digit = |size: usize| {
            let digit = number % size.max(1);
            number /= size.max(1);
            digit
        };
        let terms = self
            .terms
            .iter()
            .filter_map(|(term, values)| Some((term.as_str(), values.get(digit(values.len()))?)))
            .collect();
        let states = self
            .states
            .iter()
            .filter_map(|(step, values)| Some((step.as_str(), *values.get(digit(values.len()))?)))
            .collect();
        Combination { space: self, terms, states }
    }
}

/// One combination of answers.
struct Combination<'s, 'a, 't> {
    space: &'s Space<'a, 't>,
    terms: BTreeMap<&'s str, &'s Fact>,
    states: BTreeMap<&'s str, State>,
}

impl Combination<'_, '_, '_> {
    fn truth(&self, condition: &Expression) -> Truth {
        match condition {
            Expression::Not(inner) => self.truth(inner).negate(),
            Expression::And(left, right) => self.truth(left).and(self.truth(right)),
            Expression::Or(left, right) => self.truth(left).or(self.truth(right)),
            Expression::Compare(left, comparison, right) => {
                self.compare(condition, left, *comparison, right)
            }
            Expression::In(inner, list) => match self.worth(inner) {
                Some(value) => list.contains(value).into(),
                None => Truth::NotYet,
            },
            Expression::Is(step, wanted) => self.state(step, *wanted),
            Expression::Literal(_)
            | Expression::Name(_)
            | Expression::Days(..)
            | Expression::Count(_)
            | Expression::Missing(_)
            | Expression::Len(_) => truth_of(self.worth(condition)),
        }
    }

    fn compare(
        &self,
        whole: &Expression,
        left: &Expression,
        comparison: Comparison,
        right: &Expression,
    ) -> Truth {
        let is_literal = |side: &Expression| matches!(side, Expression::Literal(_));
        if !is_literal(left) && !is_literal(right) {
            return truth_of(self.worth(whole));
        }
        match (self.worth(left), self.worth(right)) {
            (Some(left), Some(right)) => comparison.holds(left.cmp(right)).into(),
            (None, _) | (_, None) => Truth::NotYet,
        }
    }

    /// The value of a term; none while a step that it hangs on has no answer.
    fn worth<'f>(&'f self, term: &'f Expression) -> Option<&'f Fact> {
        if let Expression::Literal(fact) = term {
            return Some(fact);
        }
        let answered = |step: &String| match self.states.get(step.as_str()) {
            Some(State::Answered { .. }) => self.is_asked(step),
            Some(State::Skipped | State::Escaped) => false,
            None => true,
        };
        if !term.mentions().iter().all(answered) {
            return None;
        }
        self.terms.get(term.to_string().as_str()).copied()
    }

    fn state(&self, step: &str, wanted: Condition) -> Truth {
        let state = self.states.get(step).filter(|_| self.is_asked(step));
        match (state, wanted) {
            (None, Condition::Answered) => Truth::No,
            (None, Condition::Skipped | Condition::Escaped | Condition::Proved) => Truth::NotYet,
            (Some(state), Condition::Answered) => matches!(state, State::Answered { .. }).into(),
            (Some(state), Condition::Skipped) => (*state == State::Skipped).into(),
            (Some(state), Condition::Escaped) => (*state == State::Escaped).into(),
            (Some(state), Condition::Proved) => (*state == State::Answered { proved: true }).into(),
        }
    }

    fn is_asked(&self, step: &str) -> bool {
        let when = self.space.draft(step).and_then(|draft| draft.step.when.as_ref());
        when.is_none_or(|when| self.truth(when) == Truth::Yes)
    }
}

fn truth_of(fact: Option<&Fact>) -> Truth {
    match fact {
        Some(Fact::Truth(value)) => (*value).into(),
        Some(Fact::Number(_) | Fact::Date(_) | Fact::Text(_)) | None => Truth::NotYet,
    }
}
