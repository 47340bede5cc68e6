//! Lists: reading files with all their faults, and search.

use std::fmt::Write as _;

use bimeyar::flow::{Datasets, Row};

use super::{files, row, shipped_datasets, shown};

fn load(name: &str, source: &str) -> (Datasets, Vec<String>) {
    let mut datasets = shipped_datasets();
    let problems = datasets.replace(name.split('.').next().unwrap(), name, source);
    let places =
        problems.iter().map(|problem| format!("{}:{}", problem.code, problem.line)).collect();
    (datasets, places)
}

#[test]
fn centers_are_read_as_people_write_them() {
    let source = "\u{feff}city,id,province,name,type,phone\r\n\
        تهران,c1,IR-23,بیمارستان میلاد,hospital_public,88\r\n\
        شهركرد,c۲,استان چهارمحال بختياري,\"درمانگاه حیان، شبانه‌روزی\",درمانگاه,\r\n\
        ,c3,تهران,داروخانه ۱۳ آبان,داروخانه,\r\n";
    let (datasets, problems) = load("centers.csv", source);
    assert_eq!(problems, [""; 0]);
    let centers = datasets.get("centers").unwrap();
    let cells: Vec<_> = centers
        .rows
        .iter()
        .map(|row| (row.id.as_str(), row.text("province"), row.text("type"), row.text("city")))
        .collect();
    assert_eq!(
        cells,
        [
            ("c1", Some("IR-23"), Some("hospital_public"), Some("تهران")),
            ("c2", Some("IR-14"), Some("clinic"), Some("شهرکرد")),
            ("c3", Some("IR-23"), Some("pharmacy"), None),
        ]
    );
    assert_eq!(centers.row("c2").unwrap().label, "درمانگاه حیان، شبانه‌روزی");
    assert!(centers.row("c2").unwrap().text("phone").is_none());
    assert!(centers.row("c9").is_none());
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let cases = [
        ("centers.csv", "", "DS001:1"),
        ("centers.csv", "id,nam,type,province\n", "DS002:1 DS002:1"),
        ("centers.csv", "id,id,name,type,province,city\n1,1,a,other,IR-23,b\n", "DS003:1"),
        (
            "centers.tsv",
            "id\tname\ttype\tprovince\tcity\n\
             1\tالف\tمطب\tIR-23\tتهران\n\
             1\tب\tمطب\tIR-23\tتهران\n\
             2\t\tمطب\tIR-99\tتهران\n\
             3\tپ\tسفینه\tIR-23\tتهران\n\
             4\tت\tمطب\n\
             \n\
             5 5\tث\tسفینه\tتهرون\t\n",
            "DS004:3 DS005:6 DS006:4 DS007:8 DS008:4 DS008:8 DS009:5",
        ),
        (
            "services.csv",
            "id,label,heading\r\n\r\na,b,nowhere\r\nc,d,\r\n",
            "DS001:1 DS006:4 DS008:3",
        ),
        (
            "document_needs.csv",
            "heading,service,e_prescription,insurer,title,need\nlab,*,maybe,*,INV,required\n*,*,*,*,XXX,optional\n",
            "DS001:1 DS008:2 DS008:3",
        ),
    ];
    for (name, source, expected) in cases {
        let (_, mut problems) = load(name, source);
        problems.sort();
        assert_eq!(problems.join(" "), expected, "{name}: {source}");
    }
    let mut datasets = shipped_datasets();
    let source = "id,name,type,province,city\n1,الف,مطب,تهرن,تهران\n2,ب,مطب,تهران,تهران\n";
    let problems = datasets.replace("centers", "my/own.csv", source);
    let expected = "DS008 my/own.csv:2: error: `province` cannot be `تهرن`. Did you mean `تهران`?";
    assert_eq!(shown(&problems), [expected]);
    assert_eq!(datasets.get("centers").unwrap().rows.len(), 1, "the good row is kept");
}

#[test]
fn lists_of_ones_own_keep_their_columns_as_text() {
    let source = "id,label,note\nwalk,پیاده‌روی,سبک\nswim,شنا,\n".to_owned();
    let (datasets, problems) = Datasets::load(&[("flows/data/habits.csv".to_owned(), source)]);
    assert_eq!(shown(&problems), [""; 0]);
    let habits = datasets.get("habits").unwrap();
    assert_eq!(habits.row("walk").unwrap().text("note"), Some("سبک"));
    assert_eq!(habits.row("swim").unwrap().text("note"), None);
    assert!(habits.columns.contains_key("note"));
}

/// As many centres as the largest list that is known, with names of the same making.
fn large_file() -> String {
    let kinds = ["آزمایشگاه", "داروخانه شبانه‌روزی", "بيمارستان", "دندان پزشکی", "مرکز تصویربرداری"];
    let names = ["پارس", "نور", "دکتر حاتم", "رازی", "شفا", "مهر", "الزهرا", "ابوعلی سینا", "كوثر"];
    let provinces = ["تهران", "استان فارس", "IR-06", "گیلان"];
    let kinds_of_center = ["آزمایشگاه", "داروخانه", "بیمارستان دولتی"];
    let names =
        names.iter().flat_map(|name| kinds.iter().map(move |kind| format!("{kind} {name}")));
    let all = names.cycle().zip(provinces.iter().cycle()).zip(kinds_of_center.iter().cycle());
    let mut file = "id\tname\ttype_id\ttype\tiso\tprovince\tcity\n".to_owned();
    for (n, ((name, province), kind)) in all.take(5_380).enumerate() {
        let (street, city) = (n / 45, n % 361);
        writeln!(file, "{n}\t{name} {street}\t7\t{kind}\t\t{province}\tشهر {city}").unwrap();
    }
    file
}

#[test]
fn a_list_of_full_size_is_read_and_searched() {
    let (datasets, problems) = load("centers.tsv", &large_file());
    assert_eq!(problems, [""; 0]);
    let centers = datasets.get("centers").unwrap();
    assert_eq!(centers.rows.len(), 5_380);
    let found = centers
        .search("حاتم داروخانه ۱۸", &|row| row.text("province") == Some("IR-07"));
    assert!(!found.is_empty());
    for row in found {
        assert!(row.label.contains("حاتم") && row.label.contains("18"), "{}", row.label);
    }
}

#[test]
fn a_search_finds_any_part_in_any_order() {
    let datasets = shipped_datasets();
    let centers = datasets.get("centers").unwrap();
    let cases = [
        ("میلاد", "بیمارستان میلاد"),
        ("بیمارستان میلاد", "بیمارستان میلاد"),
        ("میلاد بیمارستان", "بیمارستان میلاد"),
        ("بيمارستان ميلاد", "بیمارستان میلاد"),
        ("۱۳ آبان", "داروخانه ۱۳ آبان"),
        ("13 ابان", "داروخانه ۱۳ آبان"),
        ("شبانه روزی رامین", "داروخانه شبانه‌روزی رامین"),
        ("شبانهروزی", "داروخانه شبانه‌روزی رامین"),
        ("لبافی نژاد", "بیمارستان شهید لبافی‌نژاد"),
        ("هاجر شهرکرد", "بیمارستان هاجر"),
        ("یاسوج", "بیمارستان امام سجاد"),
        ("نژاد لبافی", "بیمارستان شهید لبافی‌نژاد"),
        // One wrong letter in a long word, only where nothing else is found.
        ("شریتی", "بیمارستان دکتر شریعتی"),
        ("فیروزگز", "بیمارستان فیروزگر"),
        ("پورسیان", "بیمارستان پارسیان"),
    ];
    for (typed, expected) in cases {
        let found: Vec<&str> =
            centers.search(typed, &|_| true).iter().map(|row| row.label.as_str()).collect();
        assert!(found.contains(&expected), "{typed}: {found:?}");
    }
    assert!(centers.search("سفینه فضایی", &|_| true).is_empty());
    assert!(centers.search("میلد", &|_| true).is_empty(), "short words forgive nothing");
    assert_eq!(centers.search("", &|_| true).len(), centers.rows.len());
    for signs in ["😀😀", "؟؟", "…", "-"] {
        assert!(centers.search(signs, &|_| true).is_empty(), "{signs}");
    }
    let in_fars = |row: &Row| row.text("province") == Some("IR-07");
    assert!(centers.search("بیمارستان", &in_fars).iter().all(|row| in_fars(row)));
}

#[test]
fn beginnings_come_first() {
    let rows = ["بانور", "مرکز نور", "نور", "نوربخش", "کلینیک نورافشان", "پرنور مرکز"];
    let rows =
        rows.iter().enumerate().map(|(n, label)| row(&format!("r{n}"), label, &[])).collect();
    let dataset = bimeyar::flow::Dataset::new(rows);
    let found: Vec<&str> =
        dataset.search("نور", &|_| true).iter().map(|row| row.label.as_str()).collect();
    assert_eq!(found, ["نور", "نوربخش", "کلینیک نورافشان", "مرکز نور", "بانور", "پرنور مرکز"]);
}

#[test]
fn ids_are_short_enough_for_buttons() {
    for (file, _) in files("flows/data", "csv") {
        let name = file.rsplit('/').next().unwrap().trim_end_matches(".csv").to_owned();
        for row in &shipped_datasets().get(&name).unwrap().rows {
            assert!(row.id.len() <= 36 && row.id.is_ascii(), "{name}: {}", row.id);
        }
    }
}
