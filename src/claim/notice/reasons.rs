//! Names of the reasons that a decision may give, from `flows/data/{defect,rejection}_reasons.csv`.

use crate::flow::{Datasets, Row};

const DEFECTS: &str = "defect_reasons";
const REJECTIONS: &str = "rejection_reasons";

/// The name of a defect's reason; none when the list does not have it.
pub fn defect<'d>(datasets: &'d Datasets, code: &str) -> Option<&'d str> {
    name(datasets, DEFECTS, code)
}

/// The name of a rejection's reason; none when the list does not have it.
pub fn rejection<'d>(datasets: &'d Datasets, code: &str) -> Option<&'d str> {
    name(datasets, REJECTIONS, code)
}

/// All reasons of defects in the order of the file, for choosing.
pub fn defects(datasets: &Datasets) -> &[Row] {
    rows(datasets, DEFECTS)
}

/// All reasons of rejections in the order of the file, for choosing.
pub fn rejections(datasets: &Datasets) -> &[Row] {
    rows(datasets, REJECTIONS)
}

fn name<'d>(datasets: &'d Datasets, list: &str, code: &str) -> Option<&'d str> {
    Some(datasets.get(list)?.row(code)?.label.as_str())
}

fn rows<'d>(datasets: &'d Datasets, list: &str) -> &'d [Row] {
    datasets.get(list).map_or(&[], |list| &list.rows)
}
