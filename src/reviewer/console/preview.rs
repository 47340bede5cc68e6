//! What the person will read, before it is sent: the very words.

use maud::{Markup, PreEscaped, Render as _, html};

use super::Console;
use super::words::Words;
use crate::claim::life::{self, Act};
use crate::claim::notice::{Notice, notice};
use crate::claim::{Claim, ClaimEvent, Decision};
use crate::persian::Rial;
use crate::persian::jalali::in_tehran;
use crate::wording::Message;

/// What taking a decision would do.
pub(super) struct Preview {
    /// What is told; none: nothing is.
    notice: Option<Notice>,
    /// Sums that do not fit together, for the reviewer's eye.
    warning: Option<Message>,
}

impl Preview {
    /// None when the claim does not allow the decision.
    pub(super) fn of(
        console: &Console,
        claim: &Claim,
        decision: Decision,
        by: &str,
    ) -> Option<Self> {
        let now = console.desk.clock.now();
        let warning = warning(claim, &decision);
        let change = life::apply(claim, Act::Decide(decision), now, in_tehran(now)).ok()?;
        let event = ClaimEvent {
            seq: claim.events.last().map_or(0, |event| event.seq) + 1,
            at: now,
            kind: change.kind,
            stage: change.claim.stage,
            revision: change.claim.revision,
            actor: change.actor,
            by: Some(by.to_owned()),
            chat: None,
            reason: change.reason,
        };
        let notice = notice(&change.claim, &event, &console.desk.datasets);
        Some(Self { notice, warning })
    }

    pub(super) fn render(&self, words: Words<'_>, claim: &Claim) -> Markup {
        html! {
            @if let Some(warning) = &self.warning {
                p.warning { (words.say(warning)) }
            }
            p.soft { (words.say(&Message::new("console-preview-lead"))) }
            @match &self.notice {
                None => p { (words.say(&Message::new("console-preview-nothing"))) },
                Some(notice) => {
                    div.bubble data-preview="chat" {
                        @for paragraph in &notice.paragraphs { p { (as_in_chat(&words.chat(paragraph))) } }
                    }
                    @if let Some(sms) = &notice.sms {
                        div.sms {
                            small {
                                (words.say(&Message::new("console-preview-sms").with("mobile", claim.details.mobile.clone())))
                            }
                            p data-preview="sms" { (words.sms(&sms.text)) }
                            small.soft { (words.say(&Message::new("console-preview-sms-template"))) }
                        }
                    }
                },
            }
        }
    }
}

/// Approved and deducted together should be what was claimed, and no more is paid than was approved. The reviewer may know
/// better: it is said, not refused.
fn warning(claim: &Claim, decision: &Decision) -> Option<Message> {
    match decision {
        Decision::Approve { approved, deductions, .. } => {
            let deducted: u64 =
                deductions.iter().fold(0, |sum, part| part.rial.0.saturating_add(sum));
            let sum = Rial(approved.0.saturating_add(deducted));
            let claimed = claim.details.amount_rial.filter(|claimed| *claimed != sum)?;
            Some(Message::new("console-sum-differs").with("sum", sum).with("claimed", claimed))
        }
        Decision::Pay { paid, .. } => {
            let approved = claim.outcome.approved.filter(|approved| approved != paid)?;
            Some(
                Message::new("console-paid-differs").with("paid", *paid).with("approved", approved),
            )
        }
        Decision::StartReview
        | Decision::DeclareDefect { .. }
        | Decision::Reject { .. }
        | Decision::OriginalsReceived
        | Decision::SendToFinance => None,
    }
}

/// A text of the chat with its bold words; typed words hold no marks (`bale-api.md` §5).
fn as_in_chat(text: &str) -> Markup {
    let lines: Vec<String> = text.split('\n').map(line).collect();
    PreEscaped(lines.join("<br>"))
}

fn line(text: &str) -> String {
    let parts: Vec<&str> = text.split('*').collect();
    // A mark without its partner is a mark of nothing.
    if parts.len().is_multiple_of(2) {
        return text.render().into_string();
    }
    let mut markup = String::new();
    for (place, part) in parts.iter().enumerate() {
        let part = part.render().into_string();
        if place.is_multiple_of(2) {
            markup.push_str(&part);
        } else {
            markup.extend(["<strong>", &part, "</strong>"]);
        }
    }
    markup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_words_are_bold_and_everything_else_is_words() {
        for (text, markup) in [
            ("*درخواست* <b>", "<strong>درخواست</strong> &lt;b&gt;"),
            ("یک\nدو", "یک<br>دو"),
            ("5 * 3", "5 * 3"),
            ("*<script>*", "<strong>&lt;script&gt;</strong>"),
        ] {
            assert_eq!(as_in_chat(text).into_string(), markup);
        }
    }
}
