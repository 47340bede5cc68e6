//! Which columns the lists have that the program itself relies on.

use std::collections::BTreeMap;

use super::dataset::{ColumnType, Dataset};

/// A column that a file of a list must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) rule: Rule,
    /// An empty cell is allowed.
    pub(crate) empty: bool,
}

/// What the cells of a [`Column`] may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    Text,
    /// The id of a row of another list.
    Reference(&'static str),
    /// The id of a row of another list, or `*` for all.
    ReferenceOrAll(&'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An ISO code or a Persian name of a province.
    Province,
    /// An id, name or alias of a centre type.
    CenterType,
}

/// How the file of a list looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema {
    /// The header of the id; none: rows are numbered (`n1`, `n2` …) and the id is of no interest.
    pub(crate) id: Option<&'static str>,
    /// The header of what the person reads.
    pub(crate) label: &'static str,
    pub(crate) columns: &'static [Column],
    /// Whether columns that are not declared are dropped; otherwise they are kept as text.
    pub(crate) only_declared: bool,
}

const fn text(name: &'static str, empty: bool) -> Column {
    Column { name, rule: Rule::Text, empty }
}

const fn matched(name: &'static str, rule: Rule) -> Column {
    Column { name, rule, empty: false }
}

const CENTERS: Schema = Schema {
    id: Some("id"),
    label: "name",
    columns: &[
        Column { name: "type", rule: Rule::CenterType, empty: false },
        Column { name: "province", rule: Rule::Province, empty: false },
        text("city", true),
    ],
    only_declared: true,
};

const DOCUMENT_NEEDS: Schema = Schema {
    id: None,
    label: "title",
    columns: &[
        matched("heading", Rule::ReferenceOrAll("service_groups")),
        matched("service", Rule::ReferenceOrAll("services")),
        matched("e_prescription", Rule::OneOf(&["*", "have", "none"])),
        matched("insurer", Rule::OneOf(&["*", "tamin", "salamat", "armed_forces", "other"])),
        matched("title", Rule::Reference("document_titles")),
        matched("need", Rule::OneOf(&["required", "optional"])),
    ],
    only_declared: true,
};

/// Which of the two guides a title comes from; `both` where it is of use in either.
const FLOW: Column =
    Column { name: "flow", rule: Rule::OneOf(&["claim", "special", "both"]), empty: false };

/// A table of documents that other flows ask for: what they match is their own affair.
const OTHER_NEEDS: Schema = Schema {
    id: None,
    label: "title",
    columns: &[
        matched("title", Rule::Reference("document_titles")),
        matched("need", Rule::OneOf(&["required", "optional"])),
    ],
    only_declared: false,
};

/// How the file of the list called `name` looks. A list that the program does not rely on: `id`, `label`, the rest text.
pub(crate) fn schema(name: &str) -> Schema {
    let columns: &'static [Column] = match name {
        "centers" => return CENTERS,
        "document_needs" => return DOCUMENT_NEEDS,
        _ if name.ends_with("_document_needs") => return OTHER_NEEDS,
        "center_types" => const { &[text("aliases", true)] },
        "services" => const { &[matched("heading", Rule::Reference("service_groups"))] },
        "document_titles" => const { &[text("hint", true), FLOW] },
        "diseases" => {
            const {
                &[
                    matched("disease_group", Rule::Reference("disease_groups")),
                    text("synonyms", true),
                ]
            }
        }
        "provinces" | "supplementary_insurers" | "special_services" => {
            const { &[text("synonyms", true)] }
        }
        _ => &[],
    };
    Schema { id: Some("id"), label: "label", columns, only_declared: false }
}

/// The lists whose rows are the person's own and come from the engine, each empty but with its columns (DESIGN §6).
pub fn session_datasets() -> BTreeMap<String, Dataset> {
    let contracts = [
        ("starts", ColumnType::Date),
        ("ends", ColumnType::Date),
        ("e_claims", ColumnType::Truth),
        ("window_days", ColumnType::Number),
        ("originals_required", ColumnType::Truth),
        ("insurer", ColumnType::Text),
    ];
    let people = [
        ("contract", ColumnType::Text),
        ("relation", ColumnType::Text),
        // An adult who is not the person identified in this chat (`domain.md` §8).
        ("other_adult", ColumnType::Truth),
    ];
    let empty = |columns: &[(&str, ColumnType)]| {
        let columns = columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        Dataset::with_columns(Vec::new(), columns)
    };
    BTreeMap::from([
        ("contracts".to_owned(), empty(&contracts)),
        ("people".to_owned(), empty(&people)),
    ])
}
