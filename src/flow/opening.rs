//! `[open]`: where a flow is offered.

use super::codes;
use super::context::{COMMANDS, Context, MENUS, Place, STAGES};
use super::kind::{ID_HINT, is_choice_id};
use super::model::Opening;
use super::names::did_you_mean;
use super::source::{Report, Section, Written};

pub(crate) fn read_opening(
    report: &mut Report<'_>,
    world: &Context<'_>,
    root: &Section<'_>,
) -> Opening {
    let Some(section) = root.section(report, "open") else { return Opening::default() };
    section.allow_only(report, &["menu", "place", "after", "command", "button"]);
    let menu = section.text(report, "menu");
    let after = section.texts(report, "after");
    if let Some(menu) = &menu {
        known(report, ("menu", menu), MENUS);
    }
    for stage in &after {
        known(report, ("stage", stage), STAGES);
    }
    let command = section.text(report, "command").filter(|command| fits(report, command));
    let button = section.text(report, "button");
    if let Some(button) = &button {
        world.check_key(report, Place::Button, button);
    }
    Opening {
        menu: menu.map(|menu| menu.text),
        place: section.whole(report, "place", 1..=99).unwrap_or(0),
        after: after.into_iter().map(|stage| stage.text).collect(),
        command: command.map(|command| command.text),
        button: button.map(|button| button.text),
    }
}

fn fits(report: &mut Report<'_>, command: &Written) -> bool {
    let name = command.text.as_str();
    let (text, hint) = if COMMANDS.contains(&name) {
        let text = format!("the command `{name}` has a meaning already");
        (text, format!("So have: {}.", COMMANDS.join(", ")))
    } else if is_choice_id(name) {
        return true;
    } else {
        let bare = name.trim_start_matches('/');
        let slash = format!("Write it without the slash: `{bare}`.");
        let hint = if is_choice_id(bare) { slash } else { ID_HINT.to_owned() };
        (format!("`{name}` cannot be the command of a flow"), hint)
    };
    report.add(codes::BAD_ID, command.line, text, Some(hint));
    false
}

fn known(report: &mut Report<'_>, (what, written): (&str, &Written), all: &[&str]) {
    if !all.contains(&written.text.as_str()) {
        let near = did_you_mean(&written.text, all.iter().copied());
        let hint = near.or_else(|| Some(format!("There are: {}.", all.join(", "))));
        let text = format!("unknown {what} `{}`", written.text);
        report.add(codes::UNKNOWN_PLACE, written.line, text, hint);
    }
}
