//! Mistakes as somebody makes who changes the flows of guide B: one edit each, found at its line and nowhere else.

use std::collections::BTreeSet;

use bimeyar::flow::{Lock, check_lock, compile_all};
use bimeyar::wording::{Catalog, Problem};

use super::{files, shipped_datasets};

const EXPENSE: &str = "flows/special_expense.toml";
const SUPPORT: &str = "flows/special_support.toml";

/// One edit and what must be said about it.
struct Planted {
    file: &'static str,
    old: &'static str,
    new: &'static str,
    /// Code, the words that end on its line, a part of what is said.
    told: &'static [(&'static str, &'static str, &'static str)],
}

const fn planted(
    file: &'static str,
    (old, new): (&'static str, &'static str),
    told: &'static [(&'static str, &'static str, &'static str)],
) -> Planted {
    Planted { file, old, new, told }
}

/// Keys, kinds, pages, ids.
const NAMES: &[Planted] = &[
    planted(
        EXPENSE,
        ("draft_ttl = \"14d\"", "draf_ttl = \"14d\""),
        &[("FL002", "draf_ttl", "unknown key `draf_ttl`. Did you mean `draft_ttl`?")],
    ),
    planted(
        SUPPORT,
        ("people = true", "peple = true"),
        &[("FL002", "peple", "Did you mean `people`?")],
    ),
    planted(
        EXPENSE,
        ("choices = { dataset = \"provinces\" }", "chioces = { dataset = \"provinces\" }"),
        &[("FL002", "chioces", "Did you mean `choices`?")],
    ),
    planted(
        EXPENSE,
        ("leave_if = \"care_province", "leaveif = \"care_province"),
        &[("FL002", "leaveif", "Did you mean `leave_if`?")],
    ),
    planted(
        EXPENSE,
        ("kind = \"multi\"", "kind = \"mutli\""),
        &[("FL008", "mutli", "unknown kind `mutli`. Did you mean `multi`?")],
    ),
    planted(
        EXPENSE,
        ("page = \"patient\"\nkind = \"mobile\"", "page = \"pateint\"\nkind = \"mobile\""),
        &[("FL009", "pateint", "unknown page `pateint`. Did you mean `patient`?")],
    ),
    planted(
        EXPENSE,
        ("id = \"amount\"", "id = \"issuing_province\""),
        &[
            ("FL020", "complaint-amount\"", "`of`: unknown step `amount`"),
            (
                "FL006",
                "\n\n[[step]]\nid = \"issuing_province\"\npage = \"complaint\"\nkind = \"choice\"\nask = \"ask-issuing-province\"\nchoices = { dataset = \"provinces\" }\ncolumns = 3\n\n[[step]]\nid = \"issuing_province\"",
                "there twice, first in line ",
            ),
        ],
    ),
    planted(
        EXPENSE,
        ("id = \"inpatient\"", "id = \"in_patient\""),
        &[
            (
                "FL020",
                "complaint-disease\"",
                "unknown step `inpatient`. Did you mean `in_patient`?",
            ),
            ("FL015", "id = \"in_patient\"", "no text has the key `help-in-patient`"),
            ("FL015", "id = \"in_patient\"", "no text has the key `label-in-patient`"),
        ],
    ),
    planted(
        SUPPORT,
        ("kind = \"multi\"", "kind = \"search\""),
        &[("FL012", "done = \"btn-enter-request\"", "`done` does not belong to the kind `search`")],
    ),
    planted(
        EXPENSE,
        ("id = \"special_expense\"", "id = \"expense\""),
        &[("FL007", "id = \"expense\"", "must be in a file `expense.toml`")],
    ),
];

/// Lists, columns, references to steps and flows.
const REFERENCES: &[Planted] = &[
    planted(
        EXPENSE,
        ("dataset = \"provinces\"", "dataset = \"province\""),
        &[("FL013", "\"province\"", "unknown dataset `province`. Did you mean `provinces`?")],
    ),
    planted(
        SUPPORT,
        ("filters = [\"disease_group\"]", "filters = [\"disease_grop\"]"),
        &[("FL014", "disease_grop", "no column `disease_grop`. Did you mean `disease_group`?")],
    ),
    planted(
        SUPPORT,
        ("row.flow != 'claim'", "row.flo != 'claim'"),
        &[(
            "FL014",
            "row.flo ",
            "no column `flo` (column 1 of the condition). Did you mean `flow`?",
        )],
    ),
    planted(
        SUPPORT,
        ("row.flow != 'claim'", "flow != 'claim'"),
        &[("FL022", "where = \"flow", "Write `row.flow`.")],
    ),
    planted(
        EXPENSE,
        ("when = \"supplementary_insurer is", "when = \"suplementary_insurer is"),
        &[("FL022", "\"suplementary", "Did you mean `supplementary_insurer`?")],
    ),
    planted(
        EXPENSE,
        ("of = \"mobile\"", "of = \"mobille\""),
        &[("FL020", "mobille", "`of`: unknown step `mobille`. Did you mean `mobile`?")],
    ),
    planted(
        EXPENSE,
        ("of = \"mobile\"", "of = \"amount\""),
        &[("FL037", "of = \"amount\"", "`amount` is not of kind `mobile`")],
    ),
    planted(
        EXPENSE,
        ("of = [\"amount\"]", "of = [\"amuont\"]"),
        &[("FL020", "amuont", "[complaint], `of`: unknown step `amuont`. Did you mean `amount`?")],
    ),
    planted(
        EXPENSE,
        ("of = [\"amount\"]", "of = [\"notice\"]"),
        &[("FL037", "[\"notice\"]", "the step `notice` has no answer")],
    ),
    planted(
        EXPENSE,
        ("offer = [\"special_support\"] }", "offer = [\"special_suport\"] }"),
        &[("FL018", "suport", "unknown flow `special_suport`. Did you mean `special_support`?")],
    ),
    planted(
        EXPENSE,
        ("offer = [\"special_support\", \"claim\"]", "offer = \"claim\""),
        &[(
            "FL004",
            "offer = \"claim\"",
            "must be a list of texts, not string. Write it in brackets",
        )],
    ),
    planted(
        EXPENSE,
        ("= \"supplementary_insurer\" } }", "= \"suplementary_insurer\" } }"),
        &[(
            "FL020",
            "\"suplementary",
            "`match`: unknown step `suplementary_insurer`. Did you mean",
        )],
    ),
    planted(
        EXPENSE,
        ("match = { supplementary_insurer", "match = { suplementary_insurer"),
        &[("FL014", "{ suplementary", "no column `suplementary_insurer`. Did you mean")],
    ),
    planted(
        EXPENSE,
        ("= \"supplementary_insurer\" } }", "= \"amount\" } }"),
        &[("FL037", "\"amount\" } }", "`match`: the step `amount` is no choice of one")],
    ),
    planted(
        EXPENSE,
        ("to = \"disease_words\" }", "to = \"disease_word\" }"),
        &[(
            "FL020",
            "disease_word\"",
            "unknown step `disease_word`. Did you mean `disease_words`?",
        )],
    ),
    planted(
        EXPENSE,
        ("when = \"diseases is escaped\"\n", ""),
        &[(
            "FL031",
            "to = \"disease_words\"",
            "Give `disease_words` the line `when = \"diseases is escaped\"`.",
        )],
    ),
    planted(
        EXPENSE,
        (", to = \"received_service_words\" }", " }"),
        &[("FL003", "btn-service-not-listed", "`to` is missing")],
    ),
];

/// Conditions.
const CONDITIONS: &[Planted] = &[
    planted(
        EXPENSE,
        ("basic_insurer != 'salamat'", "basic_insurer != 'salamt'"),
        &[(
            "FL024",
            "'salamt'",
            "no choice `salamt` (column 18 of the condition). Did you mean `salamat`?",
        )],
    ),
    planted(
        EXPENSE,
        ("basic_insurer != 'salamat'", "basic_insurer != salamat"),
        &[("FL022", "!= salamat", "A choice stands in quotes: `'salamat'`.")],
    ),
    planted(
        EXPENSE,
        ("basic_insurer != 'salamat'", "basic_insurer != «salamat»"),
        &[("FL021", "«salamat»", "`«` is not known here (column 18 of the condition). Write `'`.")],
    ),
    planted(
        EXPENSE,
        ("basic_insurer != 'salamat'", "basic_insurer != 'salamat"),
        &[(
            "FL021",
            "'salamat\"",
            "no closing quote (column 18 of the condition). Close it with `'`.",
        )],
    ),
    planted(
        EXPENSE,
        ("basic_insurer != 'salamat'", "basic_insurer = 'salamat'"),
        &[("FL021", "basic_insurer = ", "Write `==`.")],
    ),
    planted(
        EXPENSE,
        ("basic_insurer != 'salamat'", "basic_insurer > 5"),
        &[("FL023", "insurer > 5", "a text and a number cannot be compared")],
    ),
    planted(
        EXPENSE,
        ("service_date < 1401-07-01", "service_date < 1401/07/01"),
        &[("FL021", "1401/07/01\"", "A date is year, month, day with dashes: `1401-07-01`.")],
    ),
    planted(
        EXPENSE,
        ("service_date < 1401-07-01", "service_date < 1401-13-01"),
        &[("FL021", "1401-13", "there is no such day")],
    ),
    planted(
        EXPENSE,
        ("service_date < 1401-07-01", "service_date < '1401-07-01'"),
        &[("FL023", "'1401", "A date has no quotes")],
    ),
    planted(
        EXPENSE,
        ("service_date > today", "service_date > tody"),
        &[("FL022", "tody", "Did you mean `today`?")],
    ),
    planted(
        EXPENSE,
        ("when = \"diseases is escaped\"", "when = \"diseases == 'ms'\""),
        &[("FL023", "diseases == 'ms'", "Write `count(diseases)`.")],
    ),
    planted(
        EXPENSE,
        ("when = \"diseases is escaped\"", "when = \"count(diseases) > '2'\""),
        &[("FL023", "> '2'", "A number has no quotes.")],
    ),
    planted(
        EXPENSE,
        ("when = \"diseases is escaped\"", "when = \"inpatient == 'yes'\""),
        &[("FL023", "inpatient == ", "write its name alone, or `not` before it")],
    ),
    planted(
        EXPENSE,
        ("when = \"diseases is escaped\"", "when = \"diseases is skipped\""),
        &[("FL023", "diseases is skipped", "never holds: the step is not `optional`")],
    ),
];

/// Words.
const WORDS: &[Planted] = &[
    planted(
        EXPENSE,
        ("ask = \"ask-inpatient\"", "ask = \"ask-inpatien\""),
        &[("FL015", "ask-inpatien\"", "Did you mean `ask-inpatient`?")],
    ),
    planted(
        EXPENSE,
        ("ask = \"ask-inpatient\"", "ask = \"ask-was-it-in-a-hospital\""),
        &[("FL015", "ask-was", "Write `ask-was-it-in-a-hospital = …` in a file of `locales/fa`.")],
    ),
    planted(
        SUPPORT,
        ("help = \"help-patient-mobile\"", "help = \"help-patient-mobil\""),
        &[("FL015", "help-patient-mobil\"", "Did you mean `help-patient-mobile`?")],
    ),
    planted(
        EXPENSE,
        ("heading = \"complaint-amount\"", "heading = \"complaint-amout\""),
        &[("FL015", "complaint-amout", "Did you mean `complaint-amount`?")],
    ),
    planted(
        EXPENSE,
        ("say = \"err-expense-date\"", "say = \"err-expence-date\""),
        &[("FL015", "err-expence", "Did you mean `err-expense-date`?")],
    ),
];

/// The file as a whole: where it is offered, how it ends, its order, its version.
const WHOLE: &[Planted] = &[
    planted(
        EXPENSE,
        ("menu = \"special\"", "menu = \"specials\""),
        &[("FL047", "specials", "unknown menu `specials`. Did you mean `special`?")],
    ),
    planted(
        SUPPORT,
        ("command = \"support\"", "command = \"support\"\nafter = [\"payed\"]"),
        &[("FL047", "payed", "unknown stage `payed`. There are: registered, under_review, defect")],
    ),
    planted(
        EXPENSE,
        ("command = \"expense\"", "command = \"status\""),
        &[("FL005", "command = \"status\"", "the command `status` has a meaning already")],
    ),
    planted(
        EXPENSE,
        ("command = \"expense\"", "command = \"/expense\""),
        &[("FL005", "/expense", "Write it without the slash: `expense`.")],
    ),
    planted(
        EXPENSE,
        ("command = \"expense\"", "command = \"support\""),
        &[(
            "FL006",
            "command = \"support\"",
            "the flow `special_support` has the command `support` too",
        )],
    ),
    planted(
        SUPPORT,
        ("done = \"registered-next-support\"\n", ""),
        &[("FL003", "submit = ", "needs `done`: what is said at the end")],
    ),
    planted(
        EXPENSE,
        ("submit = \"special_expense.submit\"", "submit = \"special_expence.submit\""),
        &[("FL017", "expence", "Did you mean `special_expense.submit`?")],
    ),
    planted(
        SUPPORT,
        ("submit = \"special_support.submit\"", "submit = \"special_expense.submit\""),
        &[("FL003", "submit = ", "needs a section `[complaint]`. Add it with")],
    ),
    planted(
        EXPENSE,
        ("[complaint]\n", "[complant]\n"),
        &[("FL002", "[complant]", "Did you mean `complaint`?")],
    ),
    planted(
        EXPENSE,
        ("subject = \"complaint-subject-unpaid\"\n", ""),
        &[("FL003", "[complaint]", "[complaint]: `subject` is missing")],
    ),
    planted(
        EXPENSE,
        (
            "[[step]]\nid = \"mobile\"\npage = \"patient\"\nkind = \"mobile\"\ncontact = true\nproof = \"30d\"\nask = \"ask-patient-mobile\"\nhelp = \"help-patient-mobile\"\n",
            "",
        ),
        &[
            ("FL048", "submit = ", "needs a step `mobile` of kind `mobile`"),
            ("FL020", "of = \"mobile\"", "unknown step `mobile`"),
            ("FL022", "mobile is proved", "`mobile` is neither a step nor a fact"),
        ],
    ),
    planted(
        SUPPORT,
        ("id = \"insured_national_code\"", "id = \"national_code\""),
        &[(
            "FL048",
            "submit = ",
            "Is it the step `national_code`? Then call it `insured_national_code`.",
        )],
    ),
    planted(
        SUPPORT,
        ("submit = \"special_support.submit\"", "submit = \"answers.keep\""),
        &[("FL048", "kind = \"documents\"", "`answers.keep` keeps no photos")],
    ),
    planted(
        EXPENSE,
        (
            "button = \"btn-submit-complaint\"\n",
            "button = \"btn-submit-complaint\"\n\n[[step]]\nid = \"notes\"\npage = \"confirm\"\nkind = \"text\"\nask = \"ask-notes\"\n",
        ),
        &[(
            "FL027",
            "id = \"notes\"",
            "comes after the review, where nothing is asked any more. Move it",
        )],
    ),
    planted(
        EXPENSE,
        ("min = 2\nmax = 80", "min = 90\nmax = 80"),
        &[("FL010", "max = 80", "`max` is 80, `min` is 90")],
    ),
    planted(
        EXPENSE,
        ("columns = 3\ncheck", "columns = 7\ncheck"),
        &[("FL010", "columns = 7", "`columns` must be from 1 to 4")],
    ),
    planted(
        EXPENSE,
        ("place = 2", "place = \"two\""),
        &[("FL004", "\"two\"", "must be a whole number, not string. Leave the quotes away.")],
    ),
    planted(
        EXPENSE,
        ("proof = \"30d\"", "proof = \"30 days\""),
        &[("FL010", "30 days", "is no duration. Write minutes, hours or days")],
    ),
    planted(
        EXPENSE,
        ("\"12d\"]", "\"15d\"]"),
        &[("FL033", "\"15d\"]", "a reminder comes after `draft_ttl`")],
    ),
    planted(
        EXPENSE,
        ("ask = \"ask-amount\"", "ask = \"ask-amount"),
        &[("FL001", "ask = \"ask-amount", "A text ends on its line with a `\"`.")],
    ),
    planted(
        EXPENSE,
        ("[[step]]\nid = \"inpatient\"", "[step]]\nid = \"inpatient\""),
        &[("FL001", "\n[step]]", "this is not TOML")],
    ),
    planted(
        EXPENSE,
        (
            "[[step]]\nid = \"complaint_notice\"\npage = \"complaint\"\nkind = \"info\"\nask = \"ask-complaint-notice\"\n",
            "",
        ),
        &[("FL044", "version = ", "(gone: `complaint_notice`). Set `version = ")],
    ),
    planted(
        EXPENSE,
        ("reject_if = \"service_date > today\"", "warn_if = \"service_date > today\""),
        &[("FL044", "version = ", "the structure differs from what is published as version ")],
    ),
    planted(
        EXPENSE,
        ("kind = \"money\"", "kind = \"text\""),
        &[
            ("FL044", "version = ", ". Set `version = "),
            (
                "FL043",
                "\nid = \"amount\"\npage = \"complaint\"\nkind = \"text\"",
                "published as `money` and is `text` here",
            ),
        ],
    ),
    planted(
        EXPENSE,
        ("page = \"images\"\nkind", "page = \"conditions\"\nkind"),
        &[
            ("FL044", "version = ", ". Set `version = "),
            (
                "FL038",
                "[[page]]\nid = \"complaint\"\ntitle = \"page-complaint\"\n\n[[page]]",
                "has no step",
            ),
            (
                "FL038",
                "# --- page 4: the five documents of the guide\n\n[[step]]\nid = \"documents\"\npage = \"conditions\"",
                "stands before the page of the step above",
            ),
        ],
    ),
];

const ALL: [&[Planted]; 5] = [NAMES, REFERENCES, CONDITIONS, WORDS, WHOLE];

/// The codes that are planted here.
pub(super) fn codes() -> BTreeSet<String> {
    let told = ALL.into_iter().flatten().flat_map(|planted| planted.told);
    told.map(|(code, ..)| (*code).to_owned()).collect()
}

/// What `bimeyar check` says about the flows once `old` is `new`, in that file.
struct Checked {
    changed: String,
    problems: Vec<Problem>,
}

fn check(words: &Catalog, planted: &Planted) -> Checked {
    let datasets = shipped_datasets();
    let mut sources = files("flows", "toml");
    let (_, source) = sources.iter_mut().find(|(file, _)| file == planted.file).unwrap();
    assert!(source.contains(planted.old), "{} has no {}", planted.file, planted.old);
    let changed = source.replacen(planted.old, planted.new, 1);
    source.clone_from(&changed);
    let (flows, mut problems) = compile_all(&sources, &datasets, words);
    let id = planted.file.trim_start_matches("flows/").trim_end_matches(".toml");
    let lock = std::fs::read_to_string(format!("flows/{id}.lock")).unwrap();
    let (lock, _) = Lock::read(id, &lock);
    if let Some(flow) = flows.get(id) {
        problems.extend(check_lock((planted.file, &changed), flow, lock.as_ref()));
    }
    problems.retain(|problem| problem.file == planted.file);
    Checked { changed, problems }
}

#[test]
fn a_mistake_is_told_once_at_its_line_with_what_to_do() {
    let (words, _) = Catalog::load("fa", &files("locales/fa", "ftl"));
    let mut wrong = Vec::new();
    for planted in ALL.into_iter().flatten() {
        let Checked { changed, problems } = check(&words, planted);
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected: Vec<String> = planted
            .told
            .iter()
            .map(|(code, place, _)| {
                let end = changed.find(place).unwrap_or_else(|| panic!("no {place}")) + place.len();
                let line = changed.get(..end).unwrap().lines().count();
                format!("{code} {}:{line}: ", planted.file)
            })
            .collect();
        let fits = told.len() == expected.len()
            && expected.iter().zip(planted.told).all(|(begin, (_, _, part))| {
                told.iter().any(|told| told.starts_with(begin) && told.contains(part))
            });
        if !fits {
            wrong.push(format!(
                "{:?} → {:?}\n  wanted {expected:#?}\n  told {told:#?}\n",
                planted.old, planted.new
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}
