//! `docs/FLOWS.md` is carried out: its files are written to a folder, the program is asked about them, its conversations are
//! played. What the page says that the program says, it says.

#![cfg(test)]

use std::fs;
use std::path::Path;

use crate::cli::{Copies, run};
use crate::convos::{self, world::Setting};

/// A fenced block of the guide.
struct Block {
    /// `toml`, `fluent`, `convo`, `text`
    language: String,
    /// The words behind the language: `file=…`, `below-step=…`.
    notes: Vec<(String, String)>,
    text: String,
}

impl Block {
    fn note(&self, name: &str) -> Option<&str> {
        self.notes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn file(&self) -> &str {
        self.note("file").unwrap_or_default()
    }
}

/// The blocks of the chapter under `heading`, in order.
fn chapter(heading: &str) -> Vec<Block> {
    let guide = fs::read_to_string("docs/FLOWS.md").unwrap();
    let begin = guide.find(&format!("\n## {heading}\n")).unwrap() + 1;
    let chapter = guide.get(begin..).unwrap();
    let chapter = chapter.get(..chapter.find("\n## ").unwrap()).unwrap();
    let fenced = chapter.split("\n```").skip(1).step_by(2);
    fenced
        .map(|fenced| {
            let (head, text) = fenced.split_once('\n').unwrap();
            let mut words = head.split(' ');
            let language = words.next().unwrap_or_default().to_owned();
            let note = |word: &str| {
                let (name, value) = word.split_once('=').unwrap_or((word, ""));
                (name.to_owned(), value.to_owned())
            };
            Block { language, notes: words.map(note).collect(), text: format!("{text}\n") }
        })
        .collect()
}

/// A folder with what is shipped, in which somebody follows the guide.
struct Newcomer {
    copies: Copies,
    blocks: Vec<Block>,
}

impl Newcomer {
    /// Somebody with the flows as they were before the chapter was followed, each in its first version.
    fn reads(heading: &str) -> Self {
        let newcomer = Self { copies: Copies::new(), blocks: chapter(heading) };
        for block in newcomer.blocks.iter().filter(|block| block.note("file").is_some()) {
            newcomer.undoes(block);
        }
        newcomer.publishes();
        newcomer
    }

    /// Takes back what somebody has done with this project by the guide.
    fn undoes(&self, block: &Block) {
        let path = self.copies.path().join(block.file());
        let lock = path.with_extension("lock");
        let is_flow = path.extension().is_some_and(|end| end == "toml");
        if block.notes.len() == 1 {
            let _nothing = fs::remove_file(path);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let text = text.replace(&block.text, "").replace(", \"nights\"]", "]");
            let lines = text.lines().map(|line| {
                let is_version = is_flow && line.starts_with("version = ");
                if is_version { "version = 1" } else { line }
            });
            fs::write(path, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
        }
        if is_flow {
            let _nothing = fs::remove_file(lock);
        }
    }

    fn block(&self, is_meant: impl Fn(&Block) -> bool) -> &Block {
        self.blocks.iter().find(|block| is_meant(block)).unwrap()
    }

    /// Does with `file` what its block says: the `which`th of them.
    fn edits(&self, file: &str, which: usize) {
        let block = self.blocks.iter().filter(|block| block.file() == file).nth(which).unwrap();
        let path = self.copies.path().join(file);
        let before = fs::read_to_string(&path).unwrap_or_default();
        let after = if let Some(step) = block.note("below-step") {
            below_step(&before, step, &block.text)
        } else if let Some(word) = block.note("line-with") {
            instead_of_line(&before, word, &block.text)
        } else if block.note("at-end").is_some() {
            format!("{before}\n{}", block.text)
        } else {
            assert_eq!(before, "", "{file} is there already");
            block.text.clone()
        };
        fs::write(path, after).unwrap();
    }

    /// `said` is what the guide shows under that name; a line `…` stands for any lines. How many flows and lists there are
    /// is no matter of the guide.
    fn reads_the_same(&self, name: &str, said: &str) {
        let shown = &self.block(|block| block.note("said") == Some(name)).text;
        let (shown, said) = (without_counts(shown), without_counts(said));
        let mut rest = said.as_str();
        let mut skipping = false;
        for line in shown.lines() {
            if line == "…" {
                skipping = true;
                continue;
            }
            let found = rest.find(&format!("{line}\n")).filter(|at| *at == 0 || skipping);
            let at = found.unwrap_or_else(|| panic!("{name}: `{line}` is not in:\n{said}"));
            rest = rest.get(at + line.len() + 1..).unwrap();
            skipping = false;
        }
        assert_eq!(rest, "", "{name}: the guide does not show this of:\n{said}");
    }

    fn checks(&self) -> String {
        self.copies.check().1
    }

    fn publishes(&self) -> String {
        let (code, out, err) = run(self.copies.command().args(["flows", "publish"]));
        assert_eq!((code, err.as_str()), (0, ""));
        out
    }

    /// What the conversations are played with.
    fn setting(&self) -> Setting {
        Setting::of(self.copies.path(), None)
    }

    /// Plays the conversations of the chapter; where one goes on between versions, what was edited comes by `~ version`.
    fn plays(&self, before: &Setting) {
        for block in self.blocks.iter().filter(|block| block.language == "convo") {
            let before = block.note("between-versions").map(|_| before);
            let setting = Setting::of(self.copies.path(), before);
            if let Err(fault) = convos::play_with((block.file(), &block.text), &setting) {
                panic!("{fault}");
            }
        }
    }
}

/// Without the figures before «flows», «lists» and «unchanged».
fn without_counts(said: &str) -> String {
    let lines = said.lines().map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let next = words.iter().skip(1).chain([&""]);
        let kept = words.iter().zip(next).map(|(word, next)| {
            let counted = matches!(next.trim_end_matches(','), "flows" | "lists" | "unchanged");
            if counted && word.parse::<u32>().is_ok() { "N" } else { word }
        });
        kept.collect::<Vec<_>>().join(" ") + "\n"
    });
    lines.collect()
}

fn below_step(flow: &str, step: &str, text: &str) -> String {
    let begin = flow.find(&format!("\nid = \"{step}\"\n")).unwrap();
    let end = flow.get(begin..).unwrap().find("\n\n").unwrap() + begin + 2;
    let (above, below) = flow.split_at(end);
    format!("{above}{text}\n{below}")
}

fn instead_of_line(flow: &str, word: &str, text: &str) -> String {
    let with_word = flow.lines().filter(|line| line.contains(word)).count();
    assert_eq!(with_word, 1, "`{word}` stands in {with_word} lines");
    let lines = flow.lines().map(|line| if line.contains(word) { text.trim_end() } else { line });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_question_is_added_by_the_guide() {
    let flow = "flows/special_expense.toml";
    let newcomer = Newcomer::reads("Add a question to a flow");
    let before = newcomer.setting();
    newcomer.edits(flow, 0);
    newcomer.edits("locales/fa/special.ftl", 0);
    newcomer.reads_the_same("question-without-version", &newcomer.checks());
    newcomer.edits(flow, 1);
    assert!(newcomer.checks().contains("version 2 is not published yet"));
    newcomer.reads_the_same("question-published", &newcomer.publishes());
    assert!(newcomer.checks().starts_with("0 errors, 0 warnings;"));
    newcomer.plays(&before);
    newcomer.edits(flow, 2);
    assert!(newcomer.checks().starts_with("0 errors, 0 warnings;"));
    let edited = newcomer.blocks.iter().filter(|block| block.note("file").is_some()).count();
    assert_eq!(edited, 5, "each block of the chapter is carried out");
}

#[test]
fn a_flow_is_added_by_the_guide() {
    let newcomer = Newcomer::reads("Add a flow in 20 minutes");
    newcomer.edits("flows/survey.toml", 0);
    newcomer.reads_the_same("survey-without-words", &newcomer.checks());
    newcomer.edits("locales/fa/survey.ftl", 0);
    newcomer.reads_the_same("survey-not-published", &newcomer.checks());
    let (code, graph, _) = run(newcomer.copies.command().args(["graph", "survey"]));
    assert_eq!(code, 0);
    for drawn in ["o_after_paid --> begin", "o_command --> begin", "went_wrong · multi"] {
        assert!(graph.contains(drawn), "{drawn}:\n{graph}");
    }
    newcomer.reads_the_same("survey-published", &newcomer.publishes());
    assert!(newcomer.checks().starts_with("0 errors, 0 warnings;"));
    newcomer.plays(&newcomer.setting());
    let edited = newcomer.blocks.iter().filter(|block| block.note("file").is_some()).count();
    assert_eq!(edited, 3, "each block of the chapter is carried out");
}

/// The list of conversations that the guide shows is that of the tests.
#[test]
fn the_guide_names_the_conversation_as_the_list_wants_it() {
    let newcomer = Newcomer::reads("Add a flow in 20 minutes");
    let file = newcomer.block(|block| block.language == "convo").file().to_owned();
    let line = &newcomer.block(|block| block.language == "rust").text;
    let named = line.split('"').nth(1).unwrap();
    assert_eq!(Path::new("tests/it/convos").join(named), Path::new(&file));
}
