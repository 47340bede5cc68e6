//! The lists of the flows for special patients.

use std::collections::{BTreeMap, BTreeSet};

use bimeyar::flow::expression::Fact;
use bimeyar::flow::{Answer, Datasets, Need, needs};
use bimeyar::persian::text::{compare, squeeze_key};

use super::{shipped_datasets, shown};

#[test]
fn special_lists_are_complete() {
    let datasets = shipped_datasets();
    let sizes = [
        ("disease_groups", 3),
        ("diseases", 34),
        ("supplementary_insurers", 25),
        ("special_services", 11),
        ("special_document_needs", 5),
    ];
    for (name, size) in sizes {
        let list = datasets.get(name).unwrap();
        assert_eq!(list.rows.len(), size, "{name}");
        for row in &list.rows {
            assert!(row.label.chars().count() <= 40, "{name}: {}", row.label);
        }
    }
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &datasets.get("diseases").unwrap().rows {
        *groups.entry(row.text("disease_group").unwrap()).or_default() += 1;
    }
    assert_eq!(groups, BTreeMap::from([("special", 5), ("refractory", 23), ("transplant", 6)]));
}

/// Where a name is shared, typing it shows a list instead of choosing: that must be meant so.
#[test]
fn few_names_are_shared() {
    let datasets = shipped_datasets();
    for list in ["diseases", "supplementary_insurers", "special_services"] {
        let mut called: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for row in &datasets.get(list).unwrap().rows {
            let synonyms = row.text("synonyms").unwrap_or_default().split('|');
            let names: Vec<&str> = synonyms.chain([row.label.as_str()]).collect();
            for name in &names {
                assert!(!squeeze_key(name).is_empty(), "{list}: {} has an empty name", row.id);
                called.entry(squeeze_key(name)).or_default().insert(&row.id);
            }
            let different: BTreeSet<&&str> = names.iter().collect();
            assert_eq!(different.len(), names.len(), "{list}: {} names twice", row.id);
        }
        let shared: Vec<&str> = called
            .iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|(name, _)| name.as_str())
            .collect();
        let expected: &[&str] = if list == "diseases" { &["dbs", "دیبیاس"] } else { &[] };
        assert_eq!(shared, expected, "{list}");
    }
}

#[test]
fn to_have_no_supplementary_insurer_stands_first() {
    let datasets = shipped_datasets();
    let rows = &datasets.get("supplementary_insurers").unwrap().rows;
    assert_eq!((rows[0].id.as_str(), rows[0].label.as_str()), ("none", "ندارم"));
    let labels: Vec<&str> = rows.iter().skip(1).map(|row| row.label.as_str()).collect();
    let mut sorted = labels.clone();
    sorted.sort_by(|one, other| compare(one, other));
    assert_eq!(labels, sorted);
}

#[test]
fn titles_tell_which_guide_they_come_from() {
    let datasets = shipped_datasets();
    let of = |flow: &str| -> Vec<&str> {
        let rows = datasets.get("document_titles").unwrap().rows.iter();
        rows.filter(|row| row.text("flow") == Some(flow)).map(|row| row.id.as_str()).collect()
    };
    assert_eq!(of("special"), ["SPX", "SUP", "MSC", "DIS", "SRV"]);
    assert_eq!(of("both"), ["ID", "OTHER"]);
    assert_eq!(of("claim").len(), 23);
    let asked = datasets.get("document_needs").unwrap().rows.iter();
    for title in asked.filter_map(|row| row.text("title")) {
        assert!(!of("special").contains(&title), "{title}");
    }
}

/// The titles that the special flow asks for after `answer` to «نوع بیمه تکمیلی».
fn asked_for(answer: Answer) -> String {
    let datasets = shipped_datasets();
    let rows = &datasets.get("special_document_needs").unwrap().rows;
    let wanted = needs(rows, &[("supplementary_insurer", answer)]);
    assert!(wanted.iter().all(|(_, need)| *need == Need::Required));
    wanted.into_iter().map(|(title, _)| title).collect::<Vec<_>>().join(" ")
}

/// Guide B, «قسمت دوم»: five documents; who has no supplementary insurer has no letter from it.
#[test]
fn the_letter_of_the_supplementary_insurer_is_asked_of_those_who_have_one() {
    let is = |id: &str| Answer::Is(Fact::Text(id.to_owned()));
    assert_eq!(asked_for(is("none")), "SPX MSC DIS SRV");
    assert_eq!(asked_for(is("dana")), "SPX SUP MSC DIS SRV");
    assert_eq!(asked_for(Answer::OutOfList), "SPX SUP MSC DIS SRV");
    assert_eq!(asked_for(Answer::Open), "SPX MSC DIS SRV", "not yet known");
    let datasets = shipped_datasets();
    let insurers = datasets.get("supplementary_insurers").unwrap();
    for row in &datasets.get("special_document_needs").unwrap().rows {
        let cell = row.text("supplementary_insurer").unwrap();
        let id = cell.strip_prefix('!').unwrap_or(cell);
        assert!(id == "*" || insurers.row(id).is_some(), "{cell}");
    }
}

#[test]
fn mistakes_in_these_lists_are_told() {
    let cases = [
        ("diseases", "id,label,disease_group,synonyms\nms,ام‌اس,rare,MS\n", "DS001:1 DS008:2"),
        ("diseases", "id,label,synonyms\nms,ام‌اس,MS\n", "DS002:1"),
        ("diseases", "id,label,disease_group,synonyms\nms,ام‌اس,special,\n", ""),
        ("supplementary_insurers", "id,label\nnone,ندارم\n", "DS002:1"),
        ("document_titles", "id,label,hint,flow\nINV,فاکتور,,clam\n", "DS001:1 DS008:2"),
        ("document_titles", "id,label,hint,flow\nINV,فاکتور,,both\n", ""),
        ("my_document_needs", "colour,title,need\n!red,INV,required\n,ORD,optional\n", ""),
        ("my_document_needs", "title,need\nXXX,required\nINV,wanted\n", "DS001:1 DS008:2 DS008:3"),
        ("my_document_needs", "colour,title\nred,INV\n", "DS002:1"),
    ];
    for (name, source, expected) in cases {
        let mut datasets = shipped_datasets();
        let mut problems = datasets.replace(name, &format!("{name}.csv"), source);
        problems.sort();
        let places: Vec<String> =
            problems.iter().map(|problem| format!("{}:{}", problem.code, problem.line)).collect();
        assert_eq!(places.join(" "), expected, "{name}: {source}: {:?}", shown(&problems));
    }
    let (datasets, problems) = Datasets::load(&[
        ("diseases.csv".to_owned(), "id,label,disease_group,synonyms\na,ب,g,\n".to_owned()),
        ("disease_groups.csv".to_owned(), "id,label\ng,گروه\n".to_owned()),
    ]);
    assert_eq!(shown(&problems), [""; 0], "groups are read before what refers to them");
    assert!(datasets.get("diseases").unwrap().columns.contains_key("synonyms"));
}
