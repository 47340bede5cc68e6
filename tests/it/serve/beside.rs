//! Every subcommand beside a bot that serves people: it works, or says in clear words why not, and the bot does not mind.

use super::plan::{Plan, Who};
use super::world::World;

/// What is run, its exit code, and words that it says. `CODE` is a registered claim.
const COMMANDS: &[(&str, i32, &str)] = &[
    ("serve", 1, "is in use by another process"),
    ("check", 0, "0 errors"),
    ("graph claim", 0, "flowchart"),
    ("flows publish", 1, "cannot be published again"),
    ("members import people.csv contracts.csv", 0, "people"),
    ("claims list", 0, "CODE"),
    ("claims show CODE", 0, "registered"),
    ("claims erase CODE --reason asked", 1, "only one that has come to its end"),
    ("claims decide CODE start_review", 0, "under_review"),
    ("claims decide CODE start_review", 1, "under_review"),
    ("reviewers add sara --role reviewer", 0, "bmy_"),
    ("reviewers add sara --role reviewer", 1, "sara"),
    ("reviewers list", 0, "sara"),
    ("reviewers password sara", 0, "-"),
    ("reviewers revoke sara", 0, "sara"),
    ("reviewers revoke sara", 1, "sara"),
    ("keys list", 0, "seals"),
    ("keys rotate", 0, "were sealed anew"),
    ("keys rewrap", 0, "were sealed anew"),
    ("keys retire 00000000", 1, "00000000"),
    ("dead list", 0, "nothing was put aside"),
    ("dead show 1", 1, "there is no 1"),
    ("dead requeue 1", 1, "is not there"),
    ("dead drop 1", 1, "is not there"),
    ("backup copy", 0, "backup in copy"),
    ("backup copy", 1, "copy"),
    ("restore copy --to data", 1, "is not empty"),
    ("restore copy --to other", 0, "has what was kept at"),
    ("verify", 0, "the bot that runs has them"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_beside_a_running_bot_work_or_say_why_not() {
    let people: Vec<Who> = (70..72).map(Who::number).collect();
    let world = World::started(&people).await;
    let mut registered = world.player(&people[0], 1070).await;
    let plan = Plan::supplementary(&people[0], 70);
    registered.begins().await;
    let code = registered.finishes(&plan).await;
    let commands = async {
        let mut faults = Vec::new();
        for (command, expected, words) in COMMANDS {
            let command = command.replace("CODE", &code);
            let arguments: Vec<&str> = command.split(' ').collect();
            let (exit, said, complained) = world.runs(&arguments).await;
            let told = format!("{said}{complained}");
            let is_well = exit == *expected && told.contains(&words.replace("CODE", &code));
            if !is_well || told.contains("panicked") {
                faults.push(format!("{command}: {exit}, not {expected} with «{words}»:\n{told}"));
            }
        }
        faults
    };
    // Meanwhile somebody registers a claim.
    let mut other = world.player(&people[1], 1071).await;
    let other_plan = Plan::supplementary(&people[1], 71);
    let serving = async {
        other.begins().await;
        other.finishes(&other_plan).await
    };
    let (faults, other_code) = tokio::join!(commands, serving);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    world.reviewer.check(&other_code, &people[1], &other_plan).await;
    assert_eq!(world.reviewer.codes().await.len(), 2);
    assert_eq!(world.page("/readyz").await.unwrap().0, 200);
    world.checks_log(&people);
    assert!(!world.logged().contains("a command could not be answered"), "{}", world.logged());
}
