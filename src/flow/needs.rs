//! Which documents the answers ask for: one reading of the table for the wizard's page 3 and for the reviewer's checklist.

use super::dataset::Row;
use super::expression::Fact;

/// How much a title is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// «لازم»
    Required,
    /// «اختیاری»
    Optional,
}

/// What a person said to the question behind a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet, or the question was passed over.
    Open,
    /// Something that is not in the list.
    OutOfList,
    /// This entry of the list, or yes or no.
    Is(Fact),
}

/// The titles of the rows that fit `answers` (column → what was answered), required ones first, each title once and as
/// much wanted as the row that wants it most. `domain.md` §2.3.
pub fn needs(rows: &[Row], answers: &[(&str, Answer)]) -> Vec<(String, Need)> {
    let mut needs: Vec<(String, Need)> = Vec::new();
    for row in rows.iter().filter(|row| fits(row, answers)) {
        let (Some(title), Some(need)) = (row.text("title"), row.text("need")) else { continue };
        let need = if need == "required" { Need::Required } else { Need::Optional };
        match needs.iter_mut().find(|(known, _)| known == title) {
            Some((_, known)) => *known = (*known).min(need),
            None => needs.push((title.to_owned(), need)),
        }
    }
    needs.sort_by_key(|(_, need)| *need);
    needs
}

fn fits(row: &Row, answers: &[(&str, Answer)]) -> bool {
    answers
        .iter()
        .all(|(column, answer)| row.cells.get(*column).is_none_or(|cell| fits_cell(cell, answer)))
}

/// `*` fits everything, as an empty cell does; `!x` every answer but `x`.
fn fits_cell(cell: &Fact, answer: &Answer) -> bool {
    if let Fact::Text(text) = cell {
        if text == "*" {
            return true;
        }
        if let Some(but) = text.strip_prefix('!') {
            return match answer {
                Answer::Open => false,
                Answer::OutOfList => true,
                Answer::Is(fact) => *fact != Fact::Text(but.to_owned()),
            };
        }
    }
    matches!(answer, Answer::Is(fact) if fact == cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(title: &str, need: &str, cells: &[(&str, Fact)]) -> Row {
        let text = |text: &str| Fact::Text(text.to_owned());
        let named = [("title", text(title)), ("need", text(need))];
        let cells = named.iter().chain(cells);
        let cells = cells.map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect();
        Row { id: title.to_owned(), label: title.to_owned(), cells }
    }

    #[test]
    fn a_row_fits_by_its_cells() {
        let text = |text: &str| Some(Fact::Text(text.to_owned()));
        let is = |text: &str| Answer::Is(Fact::Text(text.to_owned()));
        let truth = |truth: bool| Answer::Is(Fact::Truth(truth));
        for (cell, answer, fits) in [
            (None, Answer::Open, true),
            (None, Answer::OutOfList, true),
            (None, is("lab"), true),
            (text("*"), Answer::Open, true),
            (text("*"), Answer::OutOfList, true),
            (text("lab"), is("lab"), true),
            (text("lab"), is("drug"), false),
            (text("lab"), Answer::Open, false),
            (text("lab"), Answer::OutOfList, false),
            (text("!lab"), is("lab"), false),
            (text("!lab"), is("drug"), true),
            (text("!lab"), Answer::OutOfList, true),
            (text("!lab"), Answer::Open, false),
            (Some(Fact::Truth(true)), truth(true), true),
            (Some(Fact::Truth(true)), truth(false), false),
            (Some(Fact::Truth(true)), is("true"), false),
        ] {
            let cells: Vec<(&str, Fact)> = cell.iter().map(|cell| ("x", cell.clone())).collect();
            let found = needs(&[row("INV", "required", &cells)], &[("x", answer.clone())]);
            assert_eq!(!found.is_empty(), fits, "{cell:?} {answer:?}");
        }
    }

    #[test]
    fn each_title_stands_once_with_its_greatest_need() {
        let rows = [
            row("BASE", "optional", &[]),
            row("INV", "optional", &[]),
            row("ORD", "required", &[]),
            row("INV", "required", &[]),
        ];
        let named: Vec<(String, Need)> = needs(&rows, &[]);
        let named: Vec<(&str, Need)> =
            named.iter().map(|(title, need)| (title.as_str(), *need)).collect();
        let (required, optional) = (Need::Required, Need::Optional);
        assert_eq!(named, [("INV", required), ("ORD", required), ("BASE", optional)]);
    }
}
