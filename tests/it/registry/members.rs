//! Files of members: what is taken, and what is said of what is not.

use std::sync::{Arc, Mutex};

use bimeyar::claim::Relation;
use bimeyar::registry::{
    ImportFault, ImportOptions, ImportPhase, ImportProblem, ImportReport, MemberFiles,
};

use super::{CONTRACTS, PEOPLE_HEADER, Place, file, on_every_database};
use crate::support::claims::{day, mobile, national_code};

on_every_database! {
    every_bad_row_is_named_and_nothing_is_taken,
    columns_and_rows_must_be_there,
    files_are_taken_as_spreadsheets_write_them,
    an_import_replaces_the_one_before,
    a_dependant_without_main_insured_is_pointed_out,
    many_people_are_taken_in_batches,
    bad_rows_are_left_out_when_that_is_asked_for,
    nothing_is_taken_when_every_row_is_bad,
    an_import_tells_how_far_it_is,
}

async fn import(place: &Place, people: &str, contracts: &str) -> Result<ImportReport, ImportFault> {
    let files = (file("people.csv", people), file("contracts.csv", contracts));
    place.registry.import_members(files.0, files.1, "files").await
}

async fn problems(
    place: &Place,
    people: &str,
    contracts: &str,
) -> Vec<(String, usize, &'static str)> {
    match import(place, people, contracts).await {
        Err(ImportFault::Problems(found)) => found
            .into_iter()
            .map(|ImportProblem { file, line, code, .. }| (file, line, code))
            .collect(),
        other => panic!("{other:?}"),
    }
}

async fn every_bad_row_is_named_and_nothing_is_taken(place: Place) {
    let (main, child) = (national_code(111_111_110), national_code(111_111_130));
    let (main, child) = (main.expose(), child.expose());
    let mut wrong_digit = main.to_owned();
    let last = if wrong_digit.pop() == Some('0') { '1' } else { '0' };
    wrong_digit.push(last);
    let people = format!(
        "{PEOPLE_HEADER}
{main},علی,موسوی,,09120000001,self,,C-1
{wrong_digit},علی,موسوی,,09120000001,self,,C-1
{child},,موسوی,1390/13/01,0812,son,{main},C-9
{main},علی,موسوی,,09120000001,self,,C-1
{child},زهرا,موسوی,,,self,{main},C-2
{child},زهرا,موسوی,,,child,{child},C-1
{main},علی,موسوی,,09120000001,self
12345678,علی,موسوی,,09120000001,self,,C-1
{child},زهرا,موسوی,,,child,{main},C-7
"
    );
    let contracts = "\
code,title,insurer,starts,ends,e_claims,window_days,originals_required
C-1,کارکنان,بیمه نمونه,1405/01/01,1405/12/29,true,90,true
C-2,کارکنان,بیمه نمونه,1405/12/29,1405/01/01,yes,ninety,
C-1,کارکنان,بیمه نمونه,1405/01/01,1405/12/29,true,90,true
";
    let mut expected: Vec<(&str, usize, &str)> = vec![
        ("contracts.csv", 3, "MB013"),
        ("contracts.csv", 3, "MB011"),
        ("contracts.csv", 3, "MB012"),
        ("contracts.csv", 3, "MB004"),
        ("contracts.csv", 4, "MB014"),
        ("people.csv", 3, "MB005"),
        ("people.csv", 4, "MB004"),
        ("people.csv", 4, "MB007"),
        ("people.csv", 4, "MB006"),
        ("people.csv", 4, "MB008"),
        ("people.csv", 5, "MB014"),
        ("people.csv", 6, "MB006"),
        ("people.csv", 6, "MB009"),
        ("people.csv", 7, "MB009"),
        ("people.csv", 8, "MB001"),
        ("people.csv", 9, "MB005"),
        ("people.csv", 10, "MB010"),
    ];
    expected.sort_unstable();
    let found = problems(&place, &people, contracts).await;
    let found: Vec<_> =
        found.iter().map(|(file, line, code)| (file.as_str(), *line, *code)).collect();
    assert_eq!(found, expected);
    assert!(!place.registry.is_directory_loaded().await.unwrap());
    assert_eq!(place.registry.contract("C-1").await.unwrap(), None);
}

async fn columns_and_rows_must_be_there(place: Place) {
    let columns = problems(&place, "national_code,mobile,mobile\n", CONTRACTS).await;
    assert_eq!(columns.len(), 7);
    assert!(
        columns.iter().all(|(file, line, code)| {
            (file.as_str(), *line, *code) == ("people.csv", 1, "MB002")
        })
    );
    let rows = problems(&place, &format!("{PEOPLE_HEADER}\n,,,,,,,\n\n"), CONTRACTS).await;
    assert_eq!(rows, [("people.csv".to_owned(), 0, "MB003")]);
    assert_eq!(problems(&place, "", "").await.len(), 16);
}

async fn files_are_taken_as_spreadsheets_write_them(place: Place) {
    let main = national_code(111_111_110);
    let in_digits = |zero: u32, text: &str| -> String {
        text.chars()
            .map(|c| c.to_digit(10).and_then(|d| char::from_u32(zero + d)).unwrap_or(c))
            .collect()
    };
    let own = in_digits('۰' as u32, main.expose());
    let tel = in_digits('٠' as u32, mobile(1).expose());
    // Another order of columns, one more column, a byte order mark, tabs, quotes, CRLF.
    let people = format!(
        "\u{feff}Contract\tnational_code\tnote\trelation\tprincipal\tmobile\tlast_name\tfirst_name\tbirth_date\r\n\
         \"C-1\"\t{own}\tx\tself\t{own}\t{tel}\t\"موسوي, پور\"\tعلي\t۱۳۶۰/۲/۳\r\n\t\t\t\t\t\t\t\t\r\n"
    );
    let contracts = "code,title,insurer,starts,ends,e_claims,window_days,originals_required\r\n\
                     C-1,کارکنان,بیمه,۱۴۰۵/۰۱/۰۱,1405-12-29,TRUE,٩٠,FALSE\r\n";
    let files = (file("people.TSV", &people), file("contracts.csv", contracts));
    let report = place.registry.import_members(files.0, files.1, "files").await.unwrap();
    assert_eq!(
        report,
        ImportReport { people: 1, contracts: 1, warnings: vec![], left_out: vec![] }
    );
    let family = place.registry.family_for(&main, &mobile(1)).await.unwrap().unwrap();
    let member = &family.people[0];
    assert_eq!((member.first_name.as_str(), member.last_name.as_str()), ("علی", "موسوی, پور"));
    assert_eq!(member.birth_date, Some(day("1360-02-03")));
    assert_eq!((member.relation, &member.principal), (Relation::Principal, &main));
    assert_eq!(family.contracts[0].ends, day("1405-12-29"));
    assert_eq!(family.contracts[0].window_days, Some(90));
}

async fn an_import_replaces_the_one_before(place: Place) {
    let row = |number: u32| {
        let (own, tel) = (national_code(number), mobile(number % 1000));
        format!("{},نام,خانوادگی,,{},self,,C-1", own.expose(), tel.expose())
    };
    place.import(&[row(111_111_110), row(111_111_120)]).await;
    place.import(&[row(111_111_120), row(111_111_130)]).await;
    for (number, is_there) in [(111_111_110, false), (111_111_120, true), (111_111_130, true)] {
        let family =
            place.registry.family_for(&national_code(number), &mobile(number % 1000)).await;
        assert_eq!(family.unwrap().is_some(), is_there, "{number}");
    }
    assert!(import(&place, PEOPLE_HEADER, CONTRACTS).await.is_err());
    assert!(place.registry.is_directory_loaded().await.unwrap(), "a bad file takes nothing away");
}

async fn a_dependant_without_main_insured_is_pointed_out(place: Place) {
    let (main, child) = (national_code(111_111_110), national_code(111_111_130));
    let people =
        format!("{PEOPLE_HEADER}\n{},زهرا,موسوی,,,child,{},C-1\n", child.expose(), main.expose());
    let report = import(&place, &people, CONTRACTS).await.unwrap();
    let warnings: Vec<_> = report.warnings.iter().map(|it| (it.line, it.code)).collect();
    assert_eq!(warnings, [(2, "MB015")]);
    let shown = report.warnings[0].to_string();
    assert!(shown.starts_with("MB015 people.csv:2: "), "{shown}");
    assert!(!shown.contains(child.expose()) && !shown.contains(main.expose()));
}

async fn many_people_are_taken_in_batches(place: Place) {
    let row = |number: u32| {
        let own = national_code(100_000_000 + number);
        format!("{},نام,خانوادگی,,{},self,,C-1", own.expose(), mobile(number).expose())
    };
    let rows: Vec<String> = (1..=1001).map(row).collect();
    place.import(&rows).await;
    for number in [1, 200, 201, 1000, 1001] {
        let person = national_code(100_000_000 + number);
        assert!(
            place.registry.family_for(&person, &mobile(number)).await.unwrap().is_some(),
            "{number}"
        );
    }
}

async fn import_what_is_well(
    place: &Place,
    people: &str,
    contracts: &str,
) -> Result<ImportReport, ImportFault> {
    let files = MemberFiles {
        people: file("people.csv", people),
        contracts: file("contracts.csv", contracts),
    };
    let options = ImportOptions { skip_bad: true, ..ImportOptions::default() };
    place.registry.import_members_with(files, "files", options).await
}

async fn bad_rows_are_left_out_when_that_is_asked_for(place: Place) {
    let (main, child) = (national_code(111_111_110), national_code(111_111_130));
    let (main, child) = (main.expose(), child.expose());
    let people = format!(
        "{PEOPLE_HEADER}
{main},علی,موسوی,,09120000001,self,,C-1
{main},حسن,موسوی,,09120000002,self,,C-1
{child},زهرا,موسوی,,,child,{main},C-1
{child},زهرا,موسوی,,,child,{main},C-9
{child},زهرا,موسوی,,,child,{main},BAD
{main},علی,موسوی,,12,self,,C-2
{child},زهرا,موسوی,,,child,{main},C-2
{main},علی
"
    );
    let contracts =
        format!("{CONTRACTS}BAD,کارکنان,بیمه نمونه,1405/01/01,1405/12/29,maybe,90,true\n");
    let report = import_what_is_well(&place, &people, &contracts).await.unwrap();
    assert_eq!((report.people, report.contracts), (3, 4));
    let told = |problems: &[ImportProblem]| {
        let told = problems.iter().map(|it| (it.file.clone(), it.line, it.code));
        told.map(|(file, line, code)| format!("{code} {file}:{line}")).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&report.left_out),
        [
            "MB011 contracts.csv:6",
            "MB014 people.csv:3",
            "MB010 people.csv:5",
            "MB010 people.csv:6",
            "MB006 people.csv:7",
            "MB001 people.csv:9",
        ]
    );
    assert_eq!(told(&report.warnings), ["MB015 people.csv:8"]);
    let family = place.registry.family_for(&national_code(111_111_110), &mobile(1)).await.unwrap();
    let family = family.unwrap();
    let names: Vec<&str> = family.people.iter().map(|member| member.first_name.as_str()).collect();
    assert_eq!(names, ["علی", "زهرا", "زهرا"], "of two rows of one person the first counts");
    assert!(place.registry.contract("BAD").await.unwrap().is_none());
}

async fn nothing_is_taken_when_every_row_is_bad(place: Place) {
    let main = national_code(111_111_110);
    let good = format!("{PEOPLE_HEADER}\n{},علی,موسوی,,09120000001,self,,C-1\n", main.expose());
    import(&place, &good, CONTRACTS).await.unwrap();
    let header = CONTRACTS.lines().next().unwrap();
    for (people, contracts) in [
        (good.replace("0912", "0812"), CONTRACTS.to_owned()),
        (good.replace("mobile", "tel"), CONTRACTS.to_owned()),
        (PEOPLE_HEADER.to_owned(), CONTRACTS.to_owned()),
        (good.clone(), header.to_owned()),
        (good.clone(), format!("{header}\nC-1,,,,,,,\n")),
    ] {
        let imported = import_what_is_well(&place, &people, &contracts).await;
        assert!(matches!(imported, Err(ImportFault::Problems(_))), "{people} {contracts}");
    }
    assert!(place.registry.is_directory_loaded().await.unwrap());
}

async fn an_import_tells_how_far_it_is(place: Place) {
    let rows = (0..10_000).map(|number| {
        let code = national_code(111_111_110 + number * 7);
        format!("{},علی,موسوی,,09120000001,self,,C-1\n", code.expose())
    });
    let people = format!("{PEOPLE_HEADER}\n{}", rows.collect::<String>());
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let progress = move |phase: ImportPhase, done: usize, all: usize| {
        tell.lock().unwrap().push((phase, done, all));
    };
    let options = ImportOptions { progress: Some(Arc::new(progress)), ..ImportOptions::default() };
    let files = MemberFiles {
        people: file("people.csv", &people),
        contracts: file("contracts.csv", CONTRACTS),
    };
    place.registry.import_members_with(files, "files", options).await.unwrap();
    let steps = |phase| [(phase, 0, 10_000), (phase, 4_096, 10_000), (phase, 8_192, 10_000)];
    let expected = [steps(ImportPhase::Checking), steps(ImportPhase::Taking)].concat();
    assert_eq!(*told.lock().unwrap(), expected);
}
