//! Checks a parsed condition against the steps and lists that it names, and makes an [`Expression`] of it.

use super::codes;
use super::context::Context;
use super::dataset::{ColumnType, Dataset};
use super::draft::Draft;
use super::expression::{Comparison, Condition, Expression, Fact};
use super::lexer::Fault;
use super::model::{ChoiceSource, Choices, Kind};
use super::names::did_you_mean;
use super::parser::{Node, Syntax, parse};
use super::source::{Report, Written};
use super::types::{Known, Type, check_choice, comparable, type_of, unquoted, word};

/// What the engine tells besides answers.
pub(crate) const FACTS: &[(&str, ColumnType)] = &[
    ("today", ColumnType::Date),
    ("open_mode", ColumnType::Truth),
    ("consent_given", ColumnType::Truth),
    ("claim_kind", ColumnType::Text),
];

/// What the names of a condition mean at one place of a flow.
pub(crate) struct Scope<'a, 't> {
    pub(crate) world: &'a Context<'a>,
    pub(crate) drafts: &'a [Draft<'t>],
    /// The list whose rows `row` names, inside `where`.
    pub(crate) row: Option<&'a str>,
}

type Checked = Result<(Expression, Type), (&'static str, Fault)>;

impl Scope<'_, '_> {
    /// The condition, or none with the fault reported.
    pub(crate) fn read(
        &self,
        report: &mut Report<'_>,
        owner: &str,
        written: &Written,
    ) -> Option<Expression> {
        let checked = parse(&written.text)
            .map_err(|fault| (codes::BAD_CONDITION, fault))
            .and_then(|tree| self.truth(&tree));
        match checked {
            Ok(expression) => Some(expression),
            Err((code, fault)) => {
                let before = written.text.chars().take(fault.column.saturating_sub(1));
                let below =
                    before.filter(|c| *c == '\n').count() + usize::from(written.begins_below);
                let text =
                    format!("{owner}: {} (column {} of the condition)", fault.text, fault.column);
                report.add(code, written.line + below, text, fault.hint);
                None
            }
        }
    }

    /// Whether the engine can give a text the argument `name`: a step, a fact, or `step--column`.
    pub(crate) fn can_tell(&self, name: &str) -> bool {
        match name.split_once("--") {
            Some((step, column)) => self.name(1, &[step.to_owned(), column.to_owned()]).is_ok(),
            None => {
                FACTS.iter().any(|(fact, _)| *fact == name)
                    || self.drafts.iter().any(|draft| draft.step.id == name)
            }
        }
    }

    /// A part that must be a condition.
    fn truth(&self, tree: &Syntax) -> Result<Expression, (&'static str, Fault)> {
        let (expression, found) = self.check(tree)?;
        match found {
            Type::Of(ColumnType::Truth, _) | Type::Unknown => Ok(expression),
            Type::Of(other, _) => {
                let text = format!("this is {}, not a condition", word(other));
                Err((codes::WRONG_TYPE, Fault::new(tree.column, text)))
            }
        }
    }

    fn check(&self, tree: &Syntax) -> Checked {
        let truth = |expression| Ok((expression, Type::Of(ColumnType::Truth, None)));
        let number = |expression| Ok((expression, Type::Of(ColumnType::Number, None)));
        match &tree.node {
            Node::Literal(fact) => {
                Ok((Expression::Literal(fact.clone()), Type::Of(type_of(fact), None)))
            }
            Node::Name(name) => self.name(tree.column, name),
            Node::Not(inner) => truth(Expression::Not(Box::new(self.truth(inner)?))),
            Node::And(left, right) => {
                truth(Expression::And(Box::new(self.truth(left)?), Box::new(self.truth(right)?)))
            }
            Node::Or(left, right) => {
                truth(Expression::Or(Box::new(self.truth(left)?), Box::new(self.truth(right)?)))
            }
            Node::Compare(left, comparison, right) => {
                truth(self.compare(tree.column, left, *comparison, right)?)
            }
            Node::In(inner, list) => truth(self.inside(inner, list)?),
            Node::Is(step, condition) => truth(self.state(tree.column, step, *condition)?),
            Node::Days(later, earlier) => {
                let later = self.wanted(later, ColumnType::Date, "days")?;
                let earlier = self.wanted(earlier, ColumnType::Date, "days")?;
                number(Expression::Days(Box::new(later), Box::new(earlier)))
            }
            Node::Count(step) => {
                self.documents(tree.column, "count", step)?;
                number(Expression::Count(step.clone()))
            }
            Node::Missing(step) => {
                self.documents(tree.column, "missing", step)?;
                number(Expression::Missing(step.clone()))
            }
            Node::Len(inner) => {
                number(Expression::Len(Box::new(self.wanted(inner, ColumnType::Text, "len")?)))
            }
        }
    }

    fn compare(
        &self,
        column: usize,
        left: &Syntax,
        comparison: Comparison,
        right: &Syntax,
    ) -> Result<Expression, (&'static str, Fault)> {
        let (one, one_type) = self.check(left)?;
        let (other, other_type) = self
            .check(right)
            .map_err(|(code, fault)| (code, unquoted(fault, &one_type, &right.node)))?;
        if let (Type::Of(a, _), Type::Of(b, _)) = (&one_type, &other_type) {
            if a != b {
                let text = format!("{} and {} cannot be compared", word(*a), word(*b));
                let fault =
                    Fault { hint: comparable(&one_type, &other_type), ..Fault::new(column, text) };
                return Err((codes::WRONG_TYPE, fault));
            }
            if comparison.is_order() && !matches!(a, ColumnType::Number | ColumnType::Date) {
                let text =
                    format!("`{}` needs numbers or dates, not {}", comparison.sign(), word(*a));
                return Err((codes::WRONG_TYPE, Fault::new(column, text)));
            }
        }
        check_choice(&one_type, right.column, &other)?;
        check_choice(&other_type, left.column, &one)?;
        Ok(Expression::Compare(Box::new(one), comparison, Box::new(other)))
    }

    fn inside(
        &self,
        inner: &Syntax,
        list: &[(usize, Fact)],
    ) -> Result<Expression, (&'static str, Fault)> {
        let (expression, found) = self.check(inner)?;
        for (column, fact) in list {
            if let Type::Of(wanted, _) = &found
                && *wanted != type_of(fact)
            {
                let text =
                    format!("{} cannot be in a list with {}", word(*wanted), word(type_of(fact)));
                return Err((codes::WRONG_TYPE, Fault::new(*column, text)));
            }
            check_choice(&found, *column, &Expression::Literal(fact.clone()))?;
        }
        Ok(Expression::In(
            Box::new(expression),
            list.iter().map(|(_, fact)| fact.clone()).collect(),
        ))
    }

    fn wanted(
        &self,
        tree: &Syntax,
        wanted: ColumnType,
        function: &str,
    ) -> Result<Expression, (&'static str, Fault)> {
        let (expression, found) = self.check(tree)?;
        match found {
            Type::Of(found, _) if found != wanted => {
                let text = format!("`{function}` takes {}, not {}", word(wanted), word(found));
                Err((codes::WRONG_TYPE, Fault::new(tree.column, text)))
            }
            Type::Of(..) | Type::Unknown => Ok(expression),
        }
    }

    fn name(&self, column: usize, name: &[String]) -> Checked {
        let found = match name {
            [single] => match FACTS.iter().find(|(fact, _)| fact == single) {
                Some((_, kind)) => Type::Of(*kind, None),
                None => self.answer(column, single)?,
            },
            [first, cell] if first == "row" => {
                let dataset = self.row.ok_or_else(|| {
                    let text = "`row` is known only inside `where`";
                    (codes::UNKNOWN_NAME, Fault::new(column, text))
                })?;
                self.cell(column, dataset, cell)?
            }
            [step, cell] => self.column_of(column, step, cell)?,
            _ => Type::Unknown,
        };
        Ok((Expression::Name(name.to_vec()), found))
    }

    /// A column of what was chosen in a step.
    fn column_of(
        &self,
        column: usize,
        step: &str,
        cell: &str,
    ) -> Result<Type, (&'static str, Fault)> {
        let draft = self.step(column, step)?;
        if !draft.known {
            return Ok(Type::Unknown);
        }
        if matches!(draft.step.kind, Kind::Multi(_)) {
            let text = format!("the step `{step}` has several choices, so it has no columns");
            return Err((codes::UNKNOWN_COLUMN, Fault::new(column, text)));
        }
        let dataset = draft.step.kind.choices().and_then(|choices| choices.source.dataset());
        let dataset = dataset.ok_or_else(|| {
            let text = format!("the step `{step}` chooses from no dataset, so it has no columns");
            (codes::UNKNOWN_COLUMN, Fault::new(column, text))
        })?;
        self.cell(column, dataset, cell)
    }

    /// The answer of a step.
    fn answer(&self, column: usize, id: &str) -> Result<Type, (&'static str, Fault)> {
        let draft = self.step(column, id)?;
        if !draft.known {
            return Ok(Type::Unknown);
        }
        match &draft.step.kind {
            Kind::Choice(choices) | Kind::Search(choices) => {
                let ids = self.choice_ids(choices);
                let known = ids.map(|ids| Known { step: id.to_owned(), ids });
                Ok(Type::Of(ColumnType::Text, known))
            }
            Kind::Multi(_) => {
                let fault =
                    Fault::new(column, format!("the step `{id}` has several choices, not a value"))
                        .hint(format!("Write `count({id})`."));
                Err((codes::WRONG_TYPE, fault))
            }
            Kind::YesNo { .. } => Ok(Type::Of(ColumnType::Truth, None)),
            Kind::Text { .. }
            | Kind::NationalCode { .. }
            | Kind::Mobile { .. }
            | Kind::Code { .. }
            | Kind::Claim => Ok(Type::Of(ColumnType::Text, None)),
            Kind::Money => Ok(Type::Of(ColumnType::Number, None)),
            Kind::JalaliDate => Ok(Type::Of(ColumnType::Date, None)),
            Kind::Documents(_) => {
                let fault = Fault::new(column, format!("the step `{id}` has photos, not a value"))
                    .hint(format!("Write `count({id})` or `missing({id})`."));
                Err((codes::WRONG_TYPE, fault))
            }
            Kind::Otp { .. } | Kind::Info | Kind::Review { .. } => {
                let text =
                    format!("the step `{id}` of kind `{}` has no value", draft.step.kind.name());
                Err((codes::WRONG_TYPE, Fault::new(column, text)))
            }
        }
    }

    /// The ids that a list offers; none when they come with the session.
    fn choice_ids(&self, choices: &Choices) -> Option<Vec<String>> {
        match &choices.source {
            ChoiceSource::Options(options) => {
                Some(options.iter().map(|(id, _)| id.clone()).collect())
            }
            ChoiceSource::Dataset(name) if self.world.is_session_dataset(name) => None,
            ChoiceSource::Dataset(name) => {
                let ids = self.world.dataset(name).map(Dataset::ids).unwrap_or_default();
                Some(ids.into_iter().map(str::to_owned).collect())
            }
        }
    }

    fn cell(
        &self,
        column: usize,
        dataset: &str,
        cell: &str,
    ) -> Result<Type, (&'static str, Fault)> {
        let Some(known) = self.world.dataset(dataset) else {
            return Ok(Type::Unknown);
        };
        match known.columns.get(cell) {
            Some(kind) => Ok(Type::Of(*kind, None)),
            None if matches!(cell, "id" | "label") => Ok(Type::Of(ColumnType::Text, None)),
            None => {
                let mut fault =
                    Fault::new(column, format!("the dataset `{dataset}` has no column `{cell}`"));
                fault.hint = did_you_mean(cell, known.columns.keys().map(String::as_str));
                Err((codes::UNKNOWN_COLUMN, fault))
            }
        }
    }

    fn state(
        &self,
        column: usize,
        id: &str,
        condition: Condition,
    ) -> Result<Expression, (&'static str, Fault)> {
        let draft = self.step(column, id)?;
        let (possible, reason) = match condition {
            Condition::Answered => {
                (!matches!(draft.step.kind, Kind::Info | Kind::Review { .. }), "asks nothing")
            }
            Condition::Skipped => (draft.step.optional, "is not `optional`"),
            Condition::Escaped => (draft.step.escape.is_some(), "has no `escape`"),
            Condition::Proved => {
                (matches!(draft.step.kind, Kind::Mobile { .. }), "is not of kind `mobile`")
            }
        };
        if draft.known && !possible {
            let text = format!("`{id} is {}` never holds: the step {reason}", condition.word());
            return Err((codes::WRONG_TYPE, Fault::new(column, text)));
        }
        Ok(Expression::Is(id.to_owned(), condition))
    }

    fn documents(
        &self,
        column: usize,
        function: &str,
        id: &str,
    ) -> Result<(), (&'static str, Fault)> {
        let draft = self.step(column, id)?;
        let kind = &draft.step.kind;
        let counts = function == "count" && matches!(kind, Kind::Multi(_));
        if draft.known && !counts && !matches!(kind, Kind::Documents(_)) {
            let wanted = if function == "count" { "`documents` or `multi`" } else { "`documents`" };
            let text = format!("`{function}` takes a step of kind {wanted}, not `{}`", kind.name());
            return Err((codes::WRONG_TYPE, Fault::new(column, text)));
        }
        Ok(())
    }

    fn step(&self, column: usize, id: &str) -> Result<&Draft<'_>, (&'static str, Fault)> {
        self.drafts.iter().find(|draft| draft.step.id == id).ok_or_else(|| {
            let mut fault = Fault::new(column, format!("`{id}` is neither a step nor a fact"));
            let steps = self.drafts.iter().map(|draft| draft.step.id.as_str());
            let near = did_you_mean(id, steps.chain(FACTS.iter().map(|(fact, _)| *fact)));
            let list = self.row.and_then(|row| self.world.dataset(row));
            let of_row = list.is_some_and(|list| list.columns.contains_key(id));
            fault.hint = if of_row { Some(format!("Write `row.{id}`.")) } else { near };
            (codes::UNKNOWN_NAME, fault)
        })
    }
}
