//! The frame of every page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::session::Visitor;
use super::words::Words;
use crate::wording::Message;

/// Which entry of the menu a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Queue,
    Answers,
    Dashboard,
    Health,
}

/// What stands around a page's own content.
pub(super) struct Frame<'p> {
    pub(super) words: Words<'p>,
    /// The words before the product's name in the window's title.
    pub(super) title: String,
    /// Who is signed in; nobody on the page that signs in and on errors.
    pub(super) visitor: Option<&'p Visitor>,
    pub(super) section: Option<Section>,
}

impl Frame<'_> {
    /// The whole page.
    pub(super) fn page(&self, status: StatusCode, content: &Markup) -> Response {
        let words = self.words;
        let brand = words.say(&Message::new("console-brand"));
        let markup = html! {
            (DOCTYPE)
            html lang="fa" dir="rtl" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · " (brand) }
                    link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/console/assets/console.css";
                    link rel="stylesheet" href="/console/assets/claim.css";
                    script src="/console/assets/console.js" defer {}
                }
                body {
                    a.skip href="#content" { (words.say(&Message::new("console-skip"))) }
                    @if let Some(visitor) = self.visitor { (self.bar(visitor, &brand)) }
                    main #content.alone[self.visitor.is_none()] { (content) }
                }
            }
        };
        (status, Html(markup.into_string())).into_response()
    }

    fn bar(&self, visitor: &Visitor, brand: &str) -> Markup {
        let words = self.words;
        let current = |section| (self.section == Some(section)).then_some("page");
        html! {
            header.bar {
                a.brand href="/console" {
                    img src="/console/assets/icon.svg" alt="" width="28" height="28";
                    span { (brand) }
                }
                nav aria-label=(words.say(&Message::new("console-menu"))) {
                    a href="/console" aria-current=[current(Section::Queue)] {
                        (words.say(&Message::new("console-queue")))
                    }
                    a href="/console/answers" aria-current=[current(Section::Answers)] {
                        (words.say(&Message::new("console-answers")))
                    }
                    a href="/console/dashboard" aria-current=[current(Section::Dashboard)] {
                        (words.say(&Message::new("console-dashboard")))
                    }
                    a href="/console/health" aria-current=[current(Section::Health)] {
                        (words.say(&Message::new("console-health")))
                    }
                }
                div.who {
                    span { bdi { (visitor.staff.name) } small { (words.role(visitor.staff.role)) } }
                    form method="post" action="/console/logout" {
                        (visitor.token())
                        button.quiet type="submit" { (words.say(&Message::new("console-logout"))) }
                    }
                }
            }
        }
    }
}

/// A coloured line of words that something has happened or is the matter.
pub(super) fn banner(tone: &str, content: &Markup) -> Markup {
    let role = if tone == "good" { "status" } else { "alert" };
    html! { div class={ "banner " (tone) } role=(role) { (content) } }
}
