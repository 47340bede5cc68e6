//! Search in a list of the size of the largest known one (5 380 centres): each must stay below 5 ms.

use std::collections::BTreeMap;

use bimeyar::flow::{Cell, Dataset, Row};
use divan::Bencher;

fn main() {
    divan::main();
}

fn centers() -> Dataset {
    let kinds = ["آزمایشگاه", "داروخانه شبانه‌روزی", "بیمارستان", "دندان‌پزشکی", "مرکز تصویربرداری"];
    let names = ["پارس", "نور", "دکتر حاتم", "رازی", "شفا", "مهر", "الزهرا", "ابوعلی سینا", "کوثر"];
    let rows = (0..5_380_usize).map(|n| {
        let kind = kinds.get(n % kinds.len()).copied().unwrap_or_default();
        let name = names.get(n / kinds.len() % names.len()).copied().unwrap_or_default();
        Row {
            id: n.to_string(),
            label: format!("{kind} {name} خیابان {}", n / 45),
            cells: BTreeMap::from([("city".to_owned(), Cell::Text(format!("شهر {}", n % 361)))]),
        }
    });
    Dataset::new(rows.collect())
}

#[divan::bench(args = ["نور", "حاتم داروخانه", "دندان پزشکی ۱۷", "تصویربردای کوثر", "سفینه فضایی", ""])]
fn search(bencher: Bencher<'_, '_>, typed: &str) {
    let dataset = centers();
    bencher.bench_local(|| dataset.search(typed, &|_| true).len());
}

#[divan::bench(sample_count = 5)]
fn prepare() -> usize {
    centers().search("نور", &|_| true).len()
}
