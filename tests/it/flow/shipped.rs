//! What is in `flows/`.

use std::collections::BTreeSet;

use bimeyar::claim::ClaimKind::{SpecialExpense, SpecialSupport, Supplementary};
use bimeyar::claim::Field;
use bimeyar::flow::model::Check;
use bimeyar::flow::{Format, Kind, Step, compile_all, graph};
use bimeyar::wording::Catalog;

use super::{Keys, files, shipped_datasets, shown};

#[test]
fn shipped_flows_have_no_problem() {
    let datasets = shipped_datasets();
    let (flows, problems) = compile_all(&files("flows", "toml"), &datasets, &Keys);
    assert_eq!(shown(&problems), [""; 0]);
    let claim = &flows["claim"];
    assert_eq!(claim.needs, ["identify"]);
    assert_eq!(claim.remind, [20 * 3_600, 5 * 86_400, 12 * 86_400]);
    assert_eq!(claim.pages.len(), 5);
    let Kind::Choice(erx) = &claim.step("erx").unwrap().kind else { panic!("erx is a choice") };
    assert!(format!("{:?}", erx.source).contains(r#"[("have", "choice-erx-have"), ("none""#));
    let center = claim.step("center").unwrap();
    let Kind::Search(choices) = &center.kind else { panic!("center is a search") };
    assert_eq!(choices.filters, ["province", "type"]);
    assert_eq!(choices.preset["province"], "province");
    assert_eq!(center.escape.as_ref().unwrap().to, "center_name");
    assert_eq!(claim.step("notice").unwrap().label, "label-notice");
    assert_eq!(claim.step("service").unwrap().columns, 2);
    let identify = &flows["identify"];
    assert_eq!(
        identify.step("own_mobile").unwrap().kind,
        Kind::Mobile { contact: true, proof: 30 * 86_400 }
    );
}

#[test]
fn lists_are_complete() {
    let datasets = shipped_datasets();
    let sizes = [
        ("provinces", 31),
        ("center_types", 16),
        ("service_groups", 18),
        ("services", 96),
        ("document_titles", 30),
    ];
    for (name, size) in sizes {
        assert_eq!(datasets.get(name).unwrap().rows.len(), size, "{name}");
    }
    let centers = datasets.get("centers").unwrap();
    assert!(centers.rows.len() >= 90);
    let provinces: BTreeSet<_> =
        centers.rows.iter().filter_map(|row| row.text("province")).collect();
    assert!(provinces.len() >= 12, "{provinces:?}");
    let first = &centers.rows[0];
    assert_eq!((first.text("province"), first.text("city")), (Some("IR-23"), Some("تهران")));
    assert_eq!(first.text("type"), Some("hospital_public"));
}

#[test]
fn provinces_stand_in_persian_order() {
    let datasets = shipped_datasets();
    let labels: Vec<&str> =
        datasets.get("provinces").unwrap().rows.iter().map(|row| row.label.as_str()).collect();
    let mut sorted = labels.clone();
    sorted.sort_by(|a, b| bimeyar::persian::text::compare(a, b));
    assert_eq!(labels, sorted);
}

/// The titles that `document_needs` asks for, as the engine matches them: `*` fits all.
fn needed(heading: &str, service: &str, erx: &str, insurer: &str, need: &str) -> BTreeSet<String> {
    let datasets = shipped_datasets();
    let answers =
        [("heading", heading), ("service", service), ("e_prescription", erx), ("insurer", insurer)];
    datasets
        .get("document_needs")
        .unwrap()
        .rows
        .iter()
        .filter(|row| row.text("need") == Some(need))
        .filter(|row| {
            answers.iter().all(|(column, answer)| {
                row.text(column).is_some_and(|cell| cell == "*" || cell == *answer)
            })
        })
        .filter_map(|row| row.text("title").map(str::to_owned))
        .collect()
}

#[test]
fn documents_hang_on_heading_service_prescription_and_insurer() {
    let cases = [
        ("para1", "para1-mri", "none", "INV ORD RPT"),
        ("para1", "para1-mri", "have", "ERX INV RPT"),
        ("para1", "", "", "INV RPT"),
        ("drug", "", "have", "ERX RXC"),
        ("drug", "", "none", "ORD RXC"),
        ("visit", "", "have", "ERX VIS"),
        ("visit", "", "none", "VIS"),
        ("inpatient", "", "none", "ANE INV ITEM OPN PHY SUM"),
        ("maternity", "maternity-cesarean", "none", "ANE CES INV ITEM OPN PHY SUM"),
        ("dental", "dental-implant", "none", "DPL INV ORD"),
        ("optical", "", "have", "INV OPT"),
        ("other", "", "none", "INV ORD"),
    ];
    for (heading, service, erx, expected) in cases {
        let titles: Vec<String> =
            needed(heading, service, erx, "tamin", "required").into_iter().collect();
        assert_eq!(titles.join(" "), expected, "{heading} {service} {erx}");
    }
    assert!(needed("lab", "", "none", "salamat", "optional").contains("BASE"));
    assert!(!needed("lab", "", "none", "other", "optional").contains("BASE"));
    assert!(needed("dental", "", "none", "other", "optional").contains("ID"));
}

#[test]
fn graphs_are_whole_and_stable() {
    let datasets = shipped_datasets();
    let (flows, _) = compile_all(&files("flows", "toml"), &datasets, &Keys);
    let claim = &flows["claim"];
    let mermaid = graph(claim, Format::Mermaid, &|key| format!("«{key}»"));
    assert_eq!(mermaid, graph(claim, Format::Mermaid, &|key| format!("«{key}»")));
    let wanted = [
        r#"subgraph p_details["«page-details»"]"#,
        r#"s_center["center · search"]"#,
        r#"s_center -.->|"escape"| s_center_name"#,
        r#"s_contract -.->|"invalidates"| s_person"#,
        r#"s_erx -->|"erx == 'have'"| s_erx_code"#,
        "s_erx --> s_notes",
        "s_review --> done",
    ];
    for line in wanted {
        assert!(mermaid.lines().any(|found| found.trim() == line), "{line}\n{mermaid}");
    }
    let dot = graph(&flows["identify"], Format::Dot, &str::to_owned);
    assert!(dot.contains("s_consent -> left [label=\"consent == 'decline'\"];"), "{dot}");
    for step in &claim.steps {
        assert!(mermaid.contains(&format!("s_{}[", step.id)), "{}", step.id);
    }
}

#[test]
fn graphs_tell_where_a_flow_is_offered_and_what_it_offers() {
    let datasets = shipped_datasets();
    let (flows, _) = compile_all(&files("flows", "toml"), &datasets, &Keys);
    let expense = graph(&flows["special_expense"], Format::Mermaid, &str::to_owned);
    let wanted = [
        r#"o_menu_special(["menu special"])"#,
        r#"o_command(["/expense"])"#,
        "o_menu_special --> begin",
        "o_command --> begin",
        r#"f_special_support(["special_support"])"#,
        r#"s_basic_insurer -->|"basic_insurer != 'salamat'"| left"#,
        r#"s_basic_insurer -.->|"offer"| f_claim"#,
        r#"s_service_date -.->|"offer"| f_special_support"#,
        r#"s_diseases["diseases · multi"]"#,
        r#"s_diseases -.->|"escape"| s_disease_words"#,
        r#"s_diseases -->|"diseases is escaped"| s_disease_words"#,
        "s_review --> done",
    ];
    for line in wanted {
        assert!(expense.lines().any(|found| found.trim() == line), "{line}\n{expense}");
    }
    let support = graph(&flows["special_support"], Format::Dot, &str::to_owned);
    for line in ["o_command [shape=oval, label=\"/support\"];", "o_command -> begin [label=\"\"];"]
    {
        assert!(support.lines().any(|found| found.trim() == line), "{line}\n{support}");
    }
    assert!(!support.contains("f_"), "{support}");
}

#[test]
fn shipped_flows_find_their_words() {
    let datasets = shipped_datasets();
    let (catalog, _) = Catalog::load("fa", &files("locales/fa", "ftl"));
    let (_, problems) = compile_all(&files("flows", "toml"), &datasets, &catalog);
    assert_eq!(shown(&problems), [""; 0]);
}

/// «رفع نقص» asks what the claim asks, in the same way: only the page is another.
#[test]
fn questions_of_a_repair_are_those_of_the_claim() {
    let datasets = shipped_datasets();
    let (flows, _) = compile_all(&files("flows", "toml"), &datasets, &Keys);
    let (claim, repair, expense) = (&flows["claim"], &flows["repair"], &flows["special_expense"]);
    let same = |step: &Step| {
        let page = String::new();
        let invalidates = step.invalidates.iter().filter(|other| repair.step(other).is_some());
        let invalidates = invalidates.cloned().collect();
        // A rule of one kind of claim stands in the flow of that kind without asking for the kind.
        let of_all = |check: &&Check| !check.condition.to_string().contains("claim_kind");
        let checks = step.checks.iter().filter(of_all).cloned().collect();
        Step { page, invalidates, checks, line: 0, ..step.clone() }
    };
    let original = |step: &Step| claim.step(&step.id).or_else(|| expense.step(&step.id));
    let shared = repair.steps.iter().filter_map(|step| Some((step, original(step)?)));
    let shared: Vec<_> =
        shared.filter(|(step, _)| !["documents", "review"].contains(&step.id.as_str())).collect();
    assert_eq!(shared.len(), 23);
    for (step, of_claim) in shared {
        assert_eq!(same(step), same(of_claim), "{}", step.id);
    }
    for kind in [Supplementary, SpecialSupport, SpecialExpense] {
        for field in Field::of_kind(kind) {
            assert!(repair.step(field.step(kind)).is_some(), "{}", field.name());
        }
    }
}
