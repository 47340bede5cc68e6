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

/// The titles of the rows that fit `answers` (column → what was answered), required ones first, each title once and as
/// much wanted as the row that wants it most. `domain.md` §2.3.
pub fn needs(rows: &[Row], answers: &[(&str, Option<Fact>)]) -> Vec<(String, Need)> {
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

/// An empty cell and `*` fit everything.
fn fits(row: &Row, answers: &[(&str, Option<Fact>)]) -> bool {
    answers.iter().all(|(column, answer)| match row.cells.get(*column) {
        None => true,
        Some(Fact::Text(any)) if any == "*" => true,
        Some(wanted) => answer.as_ref() == Some(wanted),
    })
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
        for (cell, answer, fits) in [
            (None, None, true),
            (None, text("lab"), true),
            (text("*"), None, true),
            (text("lab"), text("lab"), true),
            (text("lab"), text("drug"), false),
            (text("lab"), None, false),
            (Some(Fact::Truth(true)), Some(Fact::Truth(true)), true),
            (Some(Fact::Truth(true)), Some(Fact::Truth(false)), false),
            (Some(Fact::Truth(true)), text("true"), false),
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
