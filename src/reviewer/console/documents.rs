//! The documents of a claim, large enough to be read, and the list of those that it needs.

use maud::{Markup, html};

use super::address;
use super::checklist::Needed;
use super::words::{Words, digits};
use crate::claim::{Claim, Document, TrackingCode};
use crate::wording::Message;

/// Addresses that begin a defect, where one may be declared.
pub(super) struct Flags<'f> {
    pub(super) missing: &'f dyn Fn(&[&str]) -> String,
    pub(super) unreadable: &'f dyn Fn(&str) -> String,
}

/// The gallery. The script opens its pictures in a viewer, whose words it takes from here.
pub(super) fn gallery(words: Words<'_>, claim: &Claim, flags: Option<&Flags<'_>>) -> Markup {
    let say = |message: Message| words.say(&message);
    html! {
        section.card.documents #documents
            data-zoom-in=(say(Message::new("console-zoom-in"))) data-zoom-out=(say(Message::new("console-zoom-out")))
            data-rotate=(say(Message::new("console-rotate"))) data-close=(say(Message::new("console-close")))
            data-next=(say(Message::new("console-next-document"))) data-before=(say(Message::new("console-document-before")))
        {
            h2 { (say(Message::new("console-documents"))) " " span.count { (digits(claim.documents.len())) } }
            @if claim.documents.is_empty() { p.soft { (say(Message::new("console-no-documents"))) } }
            div.gallery {
                @for (document, number) in claim.documents.iter().zip(1_usize..) {
                    (figure(words, claim, (document, number), flags))
                }
            }
        }
    }
}

fn figure(
    words: Words<'_>,
    claim: &Claim,
    (document, number): (&Document, usize),
    flags: Option<&Flags<'_>>,
) -> Markup {
    let say = |message: Message| words.say(&message);
    html! {
        figure #{ "document-" (document.id) } {
            (picture(&claim.code, document, words))
            figcaption {
                strong { (digits(number)) ". " bdi { (document.title.name) } }
                div.marks {
                    @if document.late { span.mark { (say(Message::new("console-late"))) } }
                    @if document.round > 0 {
                        span.mark { (say(Message::new("console-round").with("round", document.round))) }
                    }
                    @for quality in &document.file.quality { span.mark.bad { (words.quality(quality)) } }
                }
                @if let Some(flags) = flags {
                    a.flag.wide href=((flags.unreadable)(&document.id)) {
                        "⚑ " (say(Message::new("console-is-unreadable")))
                    }
                }
            }
        }
    }
}

/// A picture that opens large, or the way to a PDF.
pub(super) fn picture(code: &TrackingCode, document: &Document, words: Words<'_>) -> Markup {
    let address = address::document(code, &document.id);
    let name = &document.title.name;
    html! {
        @if document.file.media_type == "image/jpeg" {
            a.picture href=(address) download="" data-picture="" data-title=(name) {
                img src=(address) alt=(name) loading="lazy" width=[document.file.width] height=[document.file.height];
            }
        } @else {
            a.file href=(address) download="" {
                span.kind dir="ltr" { "PDF" }
                span { (words.say(&Message::new("console-download"))) }
            }
        }
    }
}

/// What the answers ask for, and what of it is there.
pub(super) fn checklist(words: Words<'_>, needed: &[Needed], flags: Option<&Flags<'_>>) -> Markup {
    let say = |message: Message| words.say(&message);
    let lacking = |needed: &&Needed| needed.is_required && !needed.is_there;
    let missing: Vec<&str> =
        needed.iter().filter(lacking).map(|needed| needed.code.as_str()).collect();
    html! {
        @if !needed.is_empty() {
            section.card.checklist {
                h2 { (say(Message::new("console-checklist"))) }
                @if missing.is_empty() {
                    p.good { "✓ " (say(Message::new("console-nothing-missing"))) }
                } @else {
                    p.bad-words { (say(Message::new("console-missing").with("count", missing.len()))) }
                }
                ul {
                    @for needed in needed {
                        li.there[needed.is_there].lacking[needed.is_required && !needed.is_there] {
                            span.tick aria-hidden="true" { @if needed.is_there { "✓" } @else { "○" } }
                            bdi { (needed.name) }
                            small {
                                @if needed.is_there { (say(Message::new("console-there"))) }
                                @else if needed.is_required { (say(Message::new("console-required"))) }
                                @else { (say(Message::new("console-optional"))) }
                            }
                        }
                    }
                }
                @if let Some(flags) = flags.filter(|_| !missing.is_empty()) {
                    a.button.warn href=((flags.missing)(&missing)) { (say(Message::new("console-declare-missing"))) }
                }
            }
        }
    }
}
