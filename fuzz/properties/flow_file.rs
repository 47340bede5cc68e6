//! A flow file is either refused with the lines of what is wrong, or gives a flow: then its lock can be written and read again,
//! its conditions print as they are read, and it can be drawn.

use bimeyar::flow::model::Step;
use bimeyar::flow::{
    Context, Expression, Flow, Format, Lock, check_lock, compile, graph, render_lock,
};
use bimeyar::wording::{Problem, Severity};

use super::expression::prints_as_it_is_read;
use super::shipped;

/// Holds for any text of a flow file or lock file.
pub fn holds(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let file = format!("flows/{}.toml", named(&source));
    let world = &*shipped::WORLD;
    let mut context = Context::new(&world.datasets, &world.words);
    context.flows = world.flows.keys().cloned().collect();
    let (flow, problems) = compile(&file, &source, &context);
    let refused = problems.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(flow.is_none(), refused, "{problems:?}");
    stand_in(&problems, &file, &source);
    if let Some(flow) = flow {
        can_be_published((&file, &source), &flow);
        flow.steps.iter().flat_map(conditions).for_each(prints_as_it_is_read);
        for format in [Format::Mermaid, Format::Dot] {
            let drawn = graph(&flow, format, &str::to_owned);
            assert!(flow.steps.iter().all(|step| drawn.contains(&step.id)), "{drawn}");
        }
    }
    let (lock, problems) = Lock::read("flows/x.lock", &source);
    assert_eq!(lock.is_none(), !problems.is_empty(), "{problems:?}");
    stand_in(&problems, "flows/x.lock", &source);
}

/// The file that a flow with this id must be in: the id is the first text behind `id =`.
fn named(source: &str) -> &str {
    let id = source
        .lines()
        .find_map(|line| line.trim().strip_prefix("id")?.trim_start().strip_prefix('='));
    id.and_then(|id| id.split('"').nth(1)).unwrap_or("claim")
}

fn stand_in(problems: &[Problem], file: &str, source: &str) {
    let lines = source.lines().count() + 1;
    for problem in problems {
        assert!(problem.file == file && problem.line <= lines, "{problem} ({lines} lines)");
    }
}

fn can_be_published((file, source): (&str, &str), flow: &Flow) {
    let written = render_lock(flow);
    let (lock, problems) = Lock::read(file, &written);
    assert_eq!(problems, [], "{written}");
    let lock = lock.expect("a lock without problems");
    assert_eq!(
        (lock.flow.as_str(), lock.version, lock.steps.len()),
        (flow.id.as_str(), flow.version, flow.steps.len())
    );
    assert_eq!(check_lock((file, source), flow, Some(&lock)), [], "{written}");
}

fn conditions(step: &Step) -> impl Iterator<Item = &Expression> {
    let list = step.kind.choices().and_then(|choices| choices.only.as_ref());
    let checks = step.checks.iter().map(|check| &check.condition);
    step.when.iter().chain(list).chain(checks)
}
