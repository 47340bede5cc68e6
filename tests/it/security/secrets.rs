//! Where somebody's guess meets a secret, the time that comparing takes tells nothing (`docs/SECURITY.md` S1, S5, I2, E1). No
//! clock on a busy machine would show it, so the source is looked at.

use std::fs;

/// Files, and the functions in them that compare.
const COMPARED: [(&str, &str); 4] = [
    ("src/bale/webhook.rs", "fn opens("),
    ("src/reviewer/console/form.rs", "fn is_same("),
    ("src/vault/one_time_code.rs", "fn matches("),
    ("src/reviewer/access.rs", "fn who("),
];

/// The lines of the function that `head` begins, as `rustfmt` writes them.
fn body(source: &str, head: &str) -> String {
    let mut lines = source.lines().skip_while(|line| !line.contains(head));
    let first = lines.next().unwrap_or_else(|| panic!("there is no `{head}`"));
    let end = first.split_terminator(|letter: char| letter != ' ').next().unwrap_or_default();
    let end = format!("{end}}}");
    lines.take_while(|line| *line != end).collect::<Vec<_>>().join("\n")
}

#[test]
fn secrets_are_compared_in_constant_time() {
    for (path, head) in COMPARED {
        let body = body(&fs::read_to_string(path).unwrap(), head);
        assert!(body.contains(".ct_eq("), "{path}, `{head}`:\n{body}");
        for other in ["==", "!=", "starts_with(", ".contains("] {
            assert!(!body.contains(other), "{path}, `{head}` compares by `{other}`:\n{body}");
        }
    }
}
