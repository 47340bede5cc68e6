//! No route without a row in a table of who may use it (`docs/SECURITY.md` E1).

use std::collections::BTreeSet;
use std::fs;

use crate::{console, reviewer};

/// The methods and paths that `source` adds to a router.
fn added(source: &str, prefix: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in source.split(".route(\"").skip(1) {
        let (path, rest) = part.split_once('"').unwrap();
        let line = rest.lines().next().unwrap();
        for (call, method) in
            [("get(", "GET"), ("post(", "POST"), (", members", "POST"), ("any(", "GET")]
        {
            if line.contains(call) {
                found.push((method.to_owned(), format!("{prefix}{path}")));
            }
        }
    }
    found
}

/// Every `.rs` file of the room.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        if path.is_dir() {
            files.extend(sources(&name));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push((name, fs::read_to_string(path).unwrap()));
        }
    }
    files
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let mut routes = BTreeSet::new();
    for (name, source) in sources("src/reviewer") {
        let count = source.matches(".route(").count();
        let found = match source.split_once(".nest(\"/api/v1\"") {
            Some((api, rest)) => [added(api, "/api/v1"), added(rest, "")].concat(),
            None => added(&source, ""),
        };
        assert!(found.len() >= count, "{name}: a route that this test cannot read");
        routes.extend(found);
    }
    let rows = reviewer::routes::TABLE.iter().chain(console::routes::TABLE);
    let rows: BTreeSet<(String, String)> =
        rows.map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(routes, rows);
}
