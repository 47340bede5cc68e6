//! The menu, its words and commands (DESIGN §1.1).

use super::screen::Keyboard;
use super::session::Focus;
use super::start;
use super::talk::Talk;
use crate::persian::text;
use crate::wording::Message;

/// What a word of the menu or a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Start,
    Menu,
    Claim,
    Documents,
    Repair,
    Status,
    Mine,
    Special,
    Help,
    Privacy,
    Cancel,
    Back,
}

/// Commands and the keys of the words that mean the same.
const WISHES: [(&str, Option<&str>, Wish); 12] = [
    ("start", None, Wish::Start),
    ("menu", Some("btn-menu"), Wish::Menu),
    ("claim", Some("menu-claim"), Wish::Claim),
    ("documents", Some("menu-documents"), Wish::Documents),
    ("repair", Some("btn-repair"), Wish::Repair),
    ("status", Some("menu-status"), Wish::Status),
    ("mine", Some("menu-mine"), Wish::Mine),
    ("special", Some("menu-special"), Wish::Special),
    ("help", Some("menu-help"), Wish::Help),
    ("privacy", Some("menu-privacy"), Wish::Privacy),
    ("cancel", Some("btn-cancel"), Wish::Cancel),
    ("back", Some("btn-back"), Wish::Back),
];

/// What the typed text asks for, if it is a command or a word of the menu.
pub(crate) fn wish(talk: &Talk<'_>, typed: &str) -> Option<Wish> {
    let typed = text::normalise(typed);
    if let Some(command) = typed.strip_prefix('/') {
        let name = command.split([' ', '@']).next().unwrap_or_default().to_lowercase();
        return WISHES.iter().find(|(known, ..)| *known == name).map(|(.., wish)| *wish);
    }
    let key = text::search_key(&typed);
    WISHES
        .iter()
        .find(|(_, word, _)| word.is_some_and(|word| talk.says(word, &key)))
        .map(|(.., wish)| *wish)
}

/// Shows the menu.
pub(crate) fn show(talk: &mut Talk<'_>) {
    talk.session.focus = Focus::Menu;
    talk.show(vec![Message::new("menu")], keyboard());
}

/// «/start»: greets; an unfinished draft is offered again.
pub(crate) fn greet(talk: &mut Talk<'_>) {
    talk.session.focus = Focus::Menu;
    talk.show(vec![Message::new("welcome")], keyboard());
    if !talk.session.drafts.is_empty() {
        start::offer_resume(talk);
    }
}

/// General help.
pub(crate) fn help(talk: &mut Talk<'_>) {
    talk.show(vec![Message::new("help")], keyboard());
    if !talk.session.drafts.is_empty() && talk.session.focus != Focus::Menu {
        super::ask::go_on(talk);
    }
}

/// The menu at the bottom of the chat; each row from left to right, so the first word stands at the right.
pub(crate) fn keyboard() -> Keyboard {
    let word = |key: &str| Message::new(key);
    // wording: menu-claim menu-documents menu-status menu-mine menu-special menu-help menu-privacy btn-menu
    Keyboard::Menu(vec![
        vec![word("menu-claim")],
        vec![word("menu-status"), word("menu-documents")],
        vec![word("menu-special"), word("menu-mine")],
        vec![word("menu-privacy"), word("menu-help")],
    ])
}

/// The menu comes back, with what is to be said so far, after a keyboard that shares a contact.
pub(crate) fn bring_back(talk: &mut Talk<'_>) {
    talk.show(Vec::new(), keyboard());
}
