//! Every lint rule by a planted mistake: `#!` and codes at the end of a line say what must be found there, and nothing else may be.

use std::collections::BTreeSet;
use std::fs;

use bimeyar::flow::{Context, Place, compile, compile_all, longest_callback};
use bimeyar::wording::Severity;

use super::{Keys, compile_probe, probe, row, small_datasets, step};

/// The codes that `source` announces, as `FL001:line`.
fn planted(source: &str) -> BTreeSet<String> {
    let mut planted = BTreeSet::new();
    for (at, line) in source.lines().enumerate() {
        let codes = line.split_once("#!").map_or("", |(_, codes)| codes);
        planted.extend(codes.split_whitespace().map(|code| format!("{code}:{}", at + 1)));
    }
    planted
}

/// What differs between the planted and the found mistakes of `source`; empty when nothing does.
fn difference(source: &str) -> String {
    let (flow, problems) = compile_probe(source);
    let found: BTreeSet<String> =
        problems.iter().map(|p| format!("{}:{}", p.code, p.line)).collect();
    let usable = problems.iter().all(|problem| problem.severity == Severity::Warning);
    assert_eq!(flow.is_some(), usable, "{source}");
    let planted = planted(source);
    if found == planted {
        return String::new();
    }
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    format!(
        "not found: {:?}\nnot planted: {:?}\n{}\n",
        planted.difference(&found).collect::<Vec<_>>(),
        found.difference(&planted).collect::<Vec<_>>(),
        told.join("\n")
    )
}

/// Whole files.
const FILES: &[&str] = &[
    "x = = 1 #! FL001\n[flow #! FL001\n",
    "[[step]] #! FL003 FL003 FL003 FL003 FL003 FL003 FL003\n",
    r#"
[flow]
id = "Probe-1"              #! FL005
version = 0                 #! FL010
title = "absent"            #! FL015
needs = ["identity", "x"]   #! FL018
draft_ttl = "2w"            #! FL010
remind = ["5d", "20h"]      #! FL033
submit = "identity.estab"   #! FL017
colour = "red"              #! FL002

[[page]]
id = "One"                  #! FL005
title = "t"

[[page]]
id = "two"
titel = "t"                 #! FL002

[[page]] #! FL038
id = "three"
title = "t"

[[page]]
id = "two"                  #! FL006
title = "t"

[[step]]
id = "a"
page = "two"
kind = "money"
ask = "a"

[[step]]
id = "b"
page = "One"                #! FL038
kind = "money"
ask = "a"

[[stepp]]                   #! FL002
"#,
    r#"
[flow]
id = "other"                #! FL007
version = 3
title = "t"
draft_ttl = "2d"
remind = ["20h", "5d"]      #! FL033
submit = "claim.submit"     #! FL028

[[page]]
id = "one"
title = "t"

[[step]]
id = "a"
page = "one"
kind = "money"
ask = "a"
"#,
];

/// Steps on the page `one`, after which no step stands.
const STEPS: &[&str] = &[
    // Ids, kinds, pages, keys.
    r#"
[[step]]
id = "a"
page = "onee"               #! FL009
kind = "moneys"             #! FL008
ask = "ask-amont"
[[step]]
id = "a"                    #! FL006
page = "one"
kind = "money"
ask = "absent-amount"       #! FL015
help = "endless"            #! FL046
columns = 2                 #! FL012
colums = 2                  #! FL002
[[step]]
id = "today"                #! FL005
page = "one"
kind = "money"
ask = 5                     #! FL004
[[step]]                    #! FL003
page = "one"
kind = "money"
ask = "a"
[[step]]
id = "Late-step"            #! FL005
page = "one"
kind = "money"
ask = "a"
optional = "yes"            #! FL004
"#,
    // Numbers and formats.
    r#"
[[step]]
id = "a"
page = "one"
kind = "text"
ask = "a"
format = "nam"              #! FL011
[[step]]
id = "b"
page = "one"
kind = "text"
ask = "a"
min = 9
max = 3                     #! FL010
[[step]]
id = "c"
page = "one"
kind = "code"
ask = "a"
format = "any"              #! FL011
[[step]]
id = "d"
page = "one"
kind = "choice"
ask = "a"
columns = 5                 #! FL010
choices = { dataset = "cities" }
[[step]]
id = "e"
page = "one"
kind = "mobile"
ask = "a"
proof = "30"                #! FL010
"#,
    // Lists.
    r#"
[[step]]
id = "a"
page = "one"
kind = "search"
ask = "a"
choices = { dataset = "citys" }                                             #! FL013
[[step]]
id = "b"
page = "one"
kind = "search"
ask = "a"
choices = { dataset = "cities", filters = ["regoin"] }                      #! FL014
[[step]]
id = "c"
page = "one"
kind = "search"
ask = "a"
choices = { dataset = "cities", filters = ["region"], preset = { region = "bb" } } #! FL020
[[step]]
id = "d"
page = "one"
kind = "choice"
ask = "a"
choices = { dataset = "many" }                                              #! FL034
[[step]]
id = "e"
page = "one"
kind = "choice"
ask = "a"
choices = { dataset = "bare" }                                              #! FL035
[[step]]
id = "f"
page = "one"
kind = "choice"
ask = "a"
choices = { dataset = "wordy" }                                             #! FL036
[[step]]
id = "lengthy_step"                                                         #! FL032
page = "one"
kind = "choice"
ask = "a"
choices = { dataset = "lengthy" }
[[step]]
id = "g"
page = "one"
kind = "choice"
ask = "a"
choices = { options = {} }                                                  #! FL035
[[step]]
id = "h"
page = "one"
kind = "choice"
ask = "a"
choices = { dataset = "cities", options = { a = "b" } }                     #! FL012
[[step]]
id = "i"
page = "one"
kind = "choice"
ask = "a"
choices = { options = { A = "b", c = "absent" }, where = "true" }           #! FL005 FL015 FL012 FL025
[[step]]
id = "j"                                                                    
page = "one"
kind = "choice"
ask = "a"
choices = { options = { k = "a-text-that-is-much-too-long-for-any-button" } } #! FL036
[[step]]
id = "k"
page = "one"
kind = "search"
ask = "a"
choices = { dataset = "cities", filters = ["region"], preset = { region = "l" } } #! FL037
[[step]]
id = "l"
page = "one"
kind = "money"
ask = "a"
[[step]]                                                                    #! FL003
id = "m"
page = "one"
kind = "choice"
ask = "a"
[[step]]
id = "n"
page = "one"
kind = "documents"
ask = "a"
titles = "document_titels"                                                  #! FL013
needs = { dataset = "needs", match = { city = "dd", town = "d" } }          #! FL014 FL020
"#,
    // Conditions.
    r#"
[[step]]
id = "day"
page = "one"
kind = "jalali_date"
ask = "a"
check = [
  { reject_if = "day > tody", say = "s" },                                  #! FL022
  { reject_if = "day > ", say = "s" },                                      #! FL021
  { reject_if = "day > 5", say = "s" },                                     #! FL023
  { warn_if = "day", say = "s" },                                           #! FL023
  { warn_if = "days(day) > 5", say = "s" },                                 #! FL021
  { warn_if = "day > today", reject_if = "day > today", say = "s" },        #! FL003
  { warn_if = "day > today" },                                              #! FL003
  { warn_if = "day > today", say = "absent" },                              #! FL015
  { warn_if = "1 > 2", say = "s" },                                         #! FL025
  { warn_if = "1 < 2", say = "s" },                                         #! FL025
  { reject_if = "day < 1401-01-01 or day >= 1401-01-01", say = "s" },       #! FL026
]
[[step]]
id = "erx"
page = "one"
kind = "choice"
ask = "a"
choices = { options = { have = "h", none = "n" } }
check = [ { warn_if = "erx == 'hav'", say = "s" } ]                         #! FL024
[[step]]
id = "b"
page = "one"
kind = "choice"
ask = "a"
choices = { dataset = "cities", where = "row.regoin == 'x'" }               #! FL014
check = [
  { warn_if = "b.region > 'x'", say = "s" },                                #! FL023
  { warn_if = "row.region == 'x'", say = "s" },                             #! FL022
  { warn_if = "b == 'reyy'", say = "s" },                                   #! FL024
  { warn_if = "b in ('rey', 5)", say = "s" },                               #! FL023
  { warn_if = "erx.region == 'x'", say = "s" },                             #! FL014
  { warn_if = "b is skipped", say = "s" },                                  #! FL023
  { warn_if = "b is escaped", say = "s" },                                  #! FL023
  { warn_if = "b is proved", say = "s" },                                   #! FL023
  { warn_if = "count(b) > 1", say = "s" },                                  #! FL023
  { warn_if = "len(day) > 1", say = "s" },                                  #! FL023
]
[[step]]
id = "papers"
page = "one"
kind = "documents"
ask = "a"
check = [ { warn_if = "papers == 1", say = "s" } ]                          #! FL023
"#,
    // Reachability.
    r#"
[[step]]
id = "erx"
page = "one"
kind = "choice"
ask = "a"
choices = { options = { have = "h", none = "n" } }
[[step]]
id = "code"
page = "one"
kind = "code"
ask = "a"
when = "erx == 'have'"
[[step]]
id = "b"
page = "one"
kind = "money"
ask = "a"
when = "erx == 'have' and erx == 'none'"                                    #! FL026
[[step]]
id = "c"
page = "one"
kind = "money"
ask = "a"
when = "code is answered and erx == 'none'"                                 #! FL026
[[step]]
id = "d"
page = "one"
kind = "money"
ask = "a"
when = "false"                                                              #! FL026
[[step]]
id = "e"
page = "one"
kind = "money"
ask = "a"
when = "erx == 'have' or erx != 'have'"                                     #! FL025
[[step]]
id = "f"
page = "one"
kind = "money"
ask = "a"
when = "g > 5 and g < 7 and not open_mode"                                  #! FL030
[[step]]
id = "g"
page = "one"
kind = "money"
ask = "a"
optional = true
check = [ { warn_if = "g is skipped or g < 10", say = "s" }, { warn_if = "g > 10 and g <= 10", say = "s" } ] #! FL025
"#,
    // Circles, escapes, references between steps.
    r#"
[[step]]
id = "a"
page = "one"
kind = "money"
ask = "a"
when = "b > 1"                                                              #! FL029 FL030
invalidates = ["c"]                                                         #! FL039
[[step]]
id = "b"
page = "one"
kind = "money"
ask = "a"
when = "a > 1"                                                              #! FL029
[[step]]
id = "c"
page = "one"
kind = "money"
ask = "a"
invalidates = ["a", "bb"]                                                   #! FL020 FL039
[[step]]
id = "d"
page = "one"
kind = "search"
ask = "a"
choices = { dataset = "cities" }
escape = { button = "x", to = "a" }                                         #! FL031
[[step]]
id = "e"
page = "one"
kind = "search"
ask = "a"
choices = { dataset = "cities" }
escape = { button = "x", to = "aa" }                                        #! FL020
[[step]]
id = "f"
page = "one"
kind = "otp"
ask = "a"
of = "a"                                                                    #! FL037
[[step]]
id = "g"
page = "one"
kind = "otp"
ask = "a"
of = "h"                                                                    #! FL037
[[step]]
id = "h"
page = "one"
kind = "mobile"
ask = "a"
[[step]]
id = "i"
page = "one"
kind = "otp"
ask = "a"
of = "hh"                                                                   #! FL020
"#,
    // The review.
    r#"
[[step]]
id = "a"
page = "one"
kind = "review"
ask = "a"
button = "x"
[[step]]
id = "b"                                                                    #! FL027
page = "one"
kind = "money"
ask = "a"
[[step]]
id = "c"                                                                    #! FL028
page = "one"
kind = "review"
ask = "a"
button = "x"
[[step]]                                                                    #! FL003
id = "d"                                                                    #! FL028
page = "one"
kind = "review"
ask = "a"
"#,
    // Migrations.
    r#"
[[step]]
id = "a"
page = "one"
kind = "money"
ask = "a"
[[migrate]]
from = 3                                                                    #! FL041
reask = ["aa"]                                                              #! FL020
[[migrate]]
from = 1
rename = { old = "middle" }
[[migrate]]
from = 2
rename = { middle = "a", x = "y" }                                          #! FL020
values = { b = { x = "y" } }                                                #! FL020
notice = "absent"                                                           #! FL015
[[migrate]]
from = 2                                                                    #! FL041
"#,
    // What is allowed is silent, and an idle permission is told.
    r#"
[[step]]
id = "a"
page = "one"
kind = "choice"
ask = "a"
choices = { dataset = "many" } # flow-allow FL034
[[step]]
id = "b"
page = "one"
kind = "money"
ask = "a" # flow-allow FL034 #! FL040
when = "1 == 2" # flow-allow FL026 #! FL026 FL040
"#,
];

#[test]
fn planted_mistakes_are_found_where_they_are() {
    let steps = STEPS.iter().map(|steps| probe(steps));
    let wrong: String = FILES
        .iter()
        .map(|file| (*file).to_owned())
        .chain(steps)
        .map(|file| difference(&file))
        .collect();
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_fault_in_a_long_condition_is_found_on_its_own_line() {
    let condition = "when = \"\"\"\nerx == 'x'\n  and erx > 5\n\"\"\"";
    let source = probe(&(step("erx", "text", "") + &step("b", "money", condition)));
    let (_, problems) = compile_probe(&source);
    let line = source.lines().position(|line| line.contains("and erx > 5")).unwrap() + 1;
    assert_eq!(problems.iter().map(|p| (p.code, p.line)).collect::<Vec<_>>(), [("FL023", line)]);
}

#[test]
fn messages_say_where_what_and_what_to_do() {
    let steps = step("erx", "choice", "choices = { options = { have = \"h\", none = \"n\" } }")
        + &step("code", "code", "when = \"erx == 'hav'\"\nformat = \"tokn\"");
    let (_, problems) = compile_probe(&probe(&steps));
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "FL024 flows/probe.toml:24: error: step `code`, `when`: the step `erx` offers no choice `hav` \
             (column 8 of the condition). Did you mean `have`?",
            "FL011 flows/probe.toml:25: error: step `code`: unknown format `tokn`; there are: token, council_number. \
             Did you mean `token`?",
        ]
    );
}

#[test]
fn texts_may_use_only_what_they_are_given() {
    let datasets = small_datasets();
    let mut world = Context::new(&datasets, &Keys);
    let source = probe(&step("a", "money", "").replace("ask = \"a\"", "ask = \"uses-name\""));
    let (_, problems) = compile("flows/probe.toml", &source, &world);
    let found: Vec<(&str, usize)> = problems.iter().map(|p| (p.code, p.line)).collect();
    assert_eq!(found, [("FL016", 16)]);
    world.given.insert(Place::Ask, BTreeSet::from(["name".to_owned()]));
    assert_eq!(compile("flows/probe.toml", &source, &world).1, []);
    let cases = [("a", "warn_if", true), ("name", "warn_if", false), ("name", "leave_if", true)];
    for (id, verdict, refused) in cases {
        let rule = format!("check = [ {{ {verdict} = \"{id} > 5\", say = \"uses-name\" }} ]");
        let (_, problems) = compile_probe(&probe(&step(id, "money", &rule)));
        let found: Vec<(&str, usize)> = problems.iter().map(|p| (p.code, p.line)).collect();
        assert_eq!(found, if refused { vec![("FL016", 17)] } else { Vec::new() }, "{id} {verdict}");
    }
}

#[test]
fn flows_that_need_each_other_are_refused() {
    let file = |id: &str, needs: &str| {
        let source = probe(&step("a", "money", ""))
            .replace("id = \"probe\"", &format!("id = \"{id}\"\nneeds = [{needs}]"));
        (format!("flows/{id}.toml"), source)
    };
    let files = [
        file("a", "\"b\""),
        file("b", "\"c\""),
        file("c", "\"a\""),
        file("d", "\"a\""),
        file("e", ""),
    ];
    let datasets = small_datasets();
    let (flows, problems) = compile_all(&files, &datasets, &Keys);
    assert_eq!(flows.keys().collect::<Vec<_>>(), ["d", "e"]);
    let found: Vec<(&str, &str, usize)> =
        problems.iter().map(|p| (p.code, p.file.as_str(), p.line)).collect();
    assert_eq!(
        found,
        [("FL019", "flows/a.toml", 3), ("FL019", "flows/b.toml", 3), ("FL019", "flows/c.toml", 3)]
    );
    let twice = [file("a", ""), ("flows/more/a.toml".to_owned(), file("a", "").1)];
    let (_, problems) = compile_all(&twice, &datasets, &Keys);
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["FL006"]);
}

#[test]
fn callback_data_counts_the_longest_choice() {
    let steps = step("city", "choice", "choices = { dataset = \"cities\" }");
    let (flow, _) = compile_probe(&probe(&steps));
    let flow = flow.unwrap();
    let list = bimeyar::flow::Dataset::new(vec![row("four", "x", &[])]);
    assert_eq!(
        longest_callback(&flow.steps[0], Some(&list)),
        "a:1234567:1234567:city:ab:four".len()
    );
    assert_eq!(longest_callback(&flow.steps[0], None), "a:1234567:1234567:city:ab:".len());
}

/// Codes that `versions.rs` plants.
const ELSEWHERE: [&str; 6] = ["FL016", "FL019", "FL042", "FL043", "FL044", "FL045"];

#[test]
fn every_code_is_planted() {
    let written = fs::read_to_string("src/flow/codes.rs").unwrap();
    let codes: BTreeSet<&str> = written.split('"').filter(|part| part.starts_with("FL")).collect();
    assert!(codes.len() > 40);
    let planted: BTreeSet<String> = FILES
        .iter()
        .chain(STEPS)
        .flat_map(|source| planted(source))
        .map(|place| place.chars().take(5).collect())
        .chain(ELSEWHERE.map(str::to_owned))
        .chain(super::planted::codes())
        .collect();
    let missing: Vec<&&str> = codes.iter().filter(|code| !planted.contains(**code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
