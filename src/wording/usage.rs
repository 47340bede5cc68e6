//! Keys that are used against keys that have a text.

use std::collections::BTreeSet;

use super::arguments::reach;
use super::builtin;
use super::catalog::Catalog;
use super::problem::Problem;

/// Below this likeness (Jaro-Winkler, 0 to 1) a key is no suggestion for another.
const ALIKE: f64 = 0.85;

/// A key that source, a flow or a data file uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsedKey {
    /// The Fluent message id.
    pub key: String,
    /// Names of the arguments that are given; `None` if they are not known, which leaves them unchecked.
    pub args: Option<BTreeSet<String>>,
    /// Where it is used.
    pub file: String,
    /// Line from 1.
    pub line: usize,
}

/// Compares what is used with what there is: keys without text, arguments that a text needs and does not get (errors),
/// arguments that no text takes, texts that nobody uses (warnings). Texts inside used texts count as used.
pub fn check_usage(catalog: &Catalog, used: &[UsedKey]) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        used.iter().flat_map(|used| check_key(catalog, used)).collect();
    problems.extend(unused(catalog, used));
    problems.sort();
    problems
}

fn check_key(catalog: &Catalog, used: &UsedKey) -> Vec<Problem> {
    let place = (used.file.as_str(), used.line);
    let Some(taken) = catalog.arguments(&used.key) else {
        let text = format!("there is no text for `{}` in locale `{}`", used.key, catalog.locale());
        return vec![Problem::error("WD020", place, text).hinting(suggestion(catalog, &used.key))];
    };
    let Some(given) = &used.args else { return Vec::new() };
    let missing = taken.difference(given).map(|name| {
        Problem::error(
            "WD022",
            place,
            format!("`{}` needs the argument `{name}`, which is not given", used.key),
        )
    });
    let needless = given.difference(taken).map(|name| {
        Problem::warning(
            "WD023",
            place,
            format!("`{}` does not take the argument `{name}`", used.key),
        )
    });
    missing.chain(needless).collect()
}

fn unused(catalog: &Catalog, used: &[UsedKey]) -> Vec<Problem> {
    let direct = used.iter().map(|used| used.key.as_str()).chain(builtin::KEYS);
    let mut needed = BTreeSet::new();
    for key in direct {
        needed.extend(reach(catalog.texts(), key));
        needed.insert(key.to_owned());
    }
    let idle = catalog.texts().iter().filter(|(id, _)| !needed.contains(*id));
    idle.map(|(id, text)| {
        let dash = if text.is_term { "-" } else { "" };
        Problem::warning("WD021", (&text.file, text.line), format!("nothing uses `{dash}{id}`"))
    })
    .collect()
}

fn suggestion(catalog: &Catalog, key: &str) -> Option<String> {
    let likeness = catalog.keys().map(|known| (strsim::jaro_winkler(known, key), known));
    let best = likeness.max_by(|(first, _), (second, _)| first.total_cmp(second));
    best.filter(|(likeness, _)| *likeness > ALIKE)
        .map(|(_, known)| format!("Did you mean `{known}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let source = "hello = سلام { $name }\n    { part }\npart = { $day } { -brand }\nidle = x\n-brand = بیمه‌یار\n-old = y\n";
        let (catalog, problems) = Catalog::load("fa", &[("a.ftl".to_owned(), source.to_owned())]);
        assert_eq!(problems, []);
        catalog
    }

    fn used(key: &str, args: Option<&[&str]>) -> UsedKey {
        let args = args.map(|args| args.iter().map(|name| (*name).to_owned()).collect());
        UsedKey { key: key.to_owned(), args, file: "x.rs".to_owned(), line: 7 }
    }

    fn told(used: &[UsedKey]) -> Vec<String> {
        check_usage(&catalog(), used).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_fits_is_only_told_to_be_idle_where_it_is() {
        let idle = [
            "WD021 a.ftl:4: warning: nothing uses `idle`",
            "WD021 a.ftl:6: warning: nothing uses `-old`",
        ];
        assert_eq!(told(&[used("hello", Some(&["name", "day"]))]), idle);
        assert_eq!(told(&[used("hello", None)]), idle);
    }

    #[test]
    fn faults_name_key_argument_and_place() {
        let faults = told(&[
            used("helo", None),
            used("hello", Some(&["name", "dey"])),
            used("idle", Some(&[])),
        ]);
        assert_eq!(
            faults,
            [
                "WD021 a.ftl:6: warning: nothing uses `-old`",
                "WD020 x.rs:7: error: there is no text for `helo` in locale `fa`. Did you mean `hello`?",
                "WD022 x.rs:7: error: `hello` needs the argument `day`, which is not given",
                "WD023 x.rs:7: warning: `hello` does not take the argument `dey`",
            ]
        );
    }

    #[test]
    fn a_term_is_no_key() {
        assert!(told(&[used("brand", None)]).iter().any(|line| line.contains("WD020")));
    }
}
