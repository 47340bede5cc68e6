//! What a cell of a list's file refers to in other lists.

use std::collections::BTreeMap;

use super::dataset::{Dataset, Datasets};
use super::names::did_you_mean;
use super::schema::Rule;
use crate::persian::text::squeeze_key;

/// Finds the id that a cell means.
pub(crate) struct Resolver<'a> {
    datasets: &'a Datasets,
    provinces: BTreeMap<String, String>,
    center_types: BTreeMap<String, String>,
    /// Names of centre types that are not known: the first line and how many rows.
    pub(crate) strange_types: BTreeMap<String, (usize, usize)>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(datasets: &'a Datasets) -> Self {
        let rows =
            |name: &str| datasets.get(name).map_or([].as_slice(), |list| list.rows.as_slice());
        let provinces = rows("provinces")
            .iter()
            .flat_map(|row| [&row.id, &row.label].map(|name| (province_key(name), row.id.clone())))
            .collect();
        let mut center_types = BTreeMap::new();
        for row in rows("center_types") {
            let aliases = row.text("aliases").unwrap_or_default().split('|');
            for name in aliases.chain([row.id.as_str(), row.label.as_str()]) {
                center_types.insert(squeeze_key(name), row.id.clone());
            }
        }
        Self { datasets, provinces, center_types, strange_types: BTreeMap::new() }
    }

    /// The cell as it is kept, or the cell again with a hint when it is wrong.
    pub(crate) fn resolve(
        &mut self,
        line: u64,
        rule: Rule,
        cell: String,
    ) -> Result<String, (String, Option<String>)> {
        match rule {
            Rule::Text => Ok(cell),
            Rule::ReferenceOrAll(_) if cell == "*" => Ok(cell),
            Rule::Reference(name) | Rule::ReferenceOrAll(name) => {
                let ids = self.datasets.get(name).map(Dataset::ids).unwrap_or_default();
                one_of(cell, &ids)
            }
            Rule::OneOf(words) => one_of(cell, words),
            Rule::Province => {
                let known = self.provinces.get(&province_key(&cell)).cloned();
                known.ok_or_else(|| {
                    let rows =
                        self.datasets.get("provinces").map_or([].as_slice(), |list| &list.rows);
                    let hint = did_you_mean(&cell, rows.iter().map(|row| row.label.as_str()));
                    (cell, hint)
                })
            }
            Rule::CenterType => Ok(self.center_type(line, cell)),
        }
    }

    fn center_type(&mut self, line: u64, cell: String) -> String {
        if let Some(id) = self.center_types.get(&squeeze_key(&cell)) {
            return id.clone();
        }
        let first = usize::try_from(line).unwrap_or(0);
        self.strange_types.entry(cell).or_insert((first, 0)).1 += 1;
        "other".to_owned()
    }
}

fn one_of(cell: String, words: &[&str]) -> Result<String, (String, Option<String>)> {
    if words.contains(&cell.as_str()) {
        return Ok(cell);
    }
    let hint = did_you_mean(&cell, words.iter().copied());
    Err((cell, hint))
}

/// «استان چهارمحال بختیاری» and «چهارمحال و بختیاری» alike.
fn province_key(name: &str) -> String {
    let words: Vec<&str> =
        name.split_whitespace().filter(|word| !matches!(*word, "استان" | "و")).collect();
    squeeze_key(&words.join(" "))
}
