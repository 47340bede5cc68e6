//! A screen of the engine becomes messages for Bale.

use teloxide::payloads::SendMessage;
use teloxide::types::{ChatId, MessageId, ReplyMarkup, ReplyParameters};

use super::keyboard::{self, NO_WORDS};
use crate::bale::markdown;
use crate::bale::wire::TEXT_CHARS;
use crate::engine::Screen;
use crate::wording::{Catalog, Surface};

/// One message that is ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Bale Markdown, 1 to 4 096 characters.
    pub text: String,
    /// The keyboard.
    pub keyboard: Option<ReplyMarkup>,
    /// The message that it answers.
    pub reply_to: Option<i64>,
}

impl Outgoing {
    /// The call that sends it. A `reply_to` beyond 32 bits is left out: Bale's ids have at most that (`bale-api.md` §4).
    pub fn payload(&self, chat: i64) -> SendMessage {
        let mut payload = SendMessage::new(ChatId(chat), self.text.clone());
        payload.reply_markup.clone_from(&self.keyboard);
        if let Some(Ok(id)) = self.reply_to.map(i32::try_from) {
            payload.reply_parameters = Some(ReplyParameters::new(MessageId(id)));
        }
        payload
    }
}

/// The messages of `screen`: its paragraphs with blank lines between them, cut where they are too long for one message.
/// The first message quotes, the last one carries the keyboard. There is always at least one.
pub fn render(screen: &Screen, catalog: &Catalog) -> Vec<Outgoing> {
    let paragraphs: Vec<String> = screen
        .paragraphs
        .iter()
        .map(|paragraph| catalog.text(paragraph, Surface::Chat))
        .filter(|text| !text.trim().is_empty())
        .collect();
    let text = paragraphs.join("\n\n");
    let mut parts = markdown::split(&text, TEXT_CHARS);
    if parts.is_empty() {
        parts.push(NO_WORDS);
    }
    let mut messages: Vec<Outgoing> = parts
        .into_iter()
        .map(|text| Outgoing { text: text.to_owned(), keyboard: None, reply_to: None })
        .collect();
    if let Some(first) = messages.first_mut() {
        first.reply_to = screen.reply_to;
    }
    if let Some(last) = messages.last_mut() {
        last.keyboard = keyboard::markup(&screen.keyboard, catalog);
    }
    messages
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::{Button, ButtonAction, Keyboard, Press, Verb};
    use crate::wording::{Arg, Message};

    const TEXTS: &str = "hello = *سلام* { $name }\nbye = خداحافظ\nlong = { $name }\nblank = {\"\"}\n\
        one = یک\ntwo = دو\n";

    fn catalog() -> Catalog {
        let (catalog, problems) = Catalog::load("fa", &[("test.ftl".to_owned(), TEXTS.to_owned())]);
        assert!(problems.is_empty(), "{problems:?}");
        catalog
    }

    fn screen(paragraphs: Vec<Message>, keyboard: Keyboard) -> Screen {
        Screen { paragraphs, keyboard, reply_to: Some(42), notice: false }
    }

    fn keyboard_of(message: &Outgoing) -> Value {
        serde_json::to_value(message.keyboard.as_ref().unwrap()).unwrap()
    }

    #[test]
    fn paragraphs_are_joined_and_typed_words_are_harmless() {
        let hello = Message::new("hello").with("name", Arg::typed("*علی*"));
        let messages = render(
            &screen(vec![hello, Message::new("blank"), Message::new("bye")], Keyboard::None),
            &catalog(),
        );
        assert_eq!(messages.len(), 1);
        assert!(messages[0].text.starts_with("*سلام* "), "{}", messages[0].text);
        assert!(messages[0].text.ends_with("\n\nخداحافظ"), "{}", messages[0].text);
        assert!(!messages[0].text.contains("*علی*"));
        assert_eq!((messages[0].reply_to, &messages[0].keyboard), (Some(42), &None));
    }

    #[test]
    fn a_long_text_is_cut_with_the_quotation_first_and_the_keyboard_last() {
        let words = "کلمه ".repeat(2_000);
        let long = Message::new("long").with("name", Arg::words(words));
        let menu = Keyboard::Menu(vec![vec![Message::new("one"), Message::new("two")]]);
        let messages = render(&screen(vec![long], menu), &catalog());
        assert_eq!(messages.len(), 3);
        assert!(messages.iter().all(|message| message.text.chars().count() <= TEXT_CHARS));
        let quotes: Vec<_> = messages.iter().map(|message| message.reply_to).collect();
        assert_eq!(quotes, [Some(42), None, None]);
        let keyboards: Vec<_> = messages.iter().map(|message| message.keyboard.is_some()).collect();
        assert_eq!(keyboards, [false, false, true]);
    }

    #[test]
    fn a_screen_without_words_still_gives_a_message() {
        let messages = render(&screen(vec![Message::new("blank")], Keyboard::None), &catalog());
        assert_eq!(messages[0].text, "…");
    }

    #[test]
    fn inline_buttons_press_copy_or_do_nothing() {
        let button = |label: &str, action| Button { label: Message::new(label), action };
        let keyboard = Keyboard::Inline(vec![
            vec![
                button("one", ButtonAction::Press(Press::global(Verb::Menu, ""))),
                button("two", ButtonAction::Copy("483920175562".to_owned())),
            ],
            vec![],
            vec![button("blank", ButtonAction::Nothing)],
        ]);
        let messages = render(&screen(vec![Message::new("bye")], keyboard), &catalog());
        let expected = json!({ "inline_keyboard": [
            [
                { "text": "یک", "callback_data": "a:0:0::M:" },
                { "text": "دو", "copy_text": { "text": "483920175562" } },
            ],
            [{ "text": "…", "callback_data": "a:0:0::z:" }],
        ] });
        assert_eq!(keyboard_of(&messages[0]), expected);
    }

    #[test]
    fn menus_are_small_and_one_button_shares_the_contact() {
        let share = Keyboard::ShareContact {
            share: Message::new("one"),
            others: vec![Message::new("two")],
        };
        let messages = render(&screen(vec![Message::new("bye")], share), &catalog());
        let keyboard = keyboard_of(&messages[0]);
        assert_eq!(
            keyboard["keyboard"],
            json!([[{ "text": "یک", "request_contact": true }], [{ "text": "دو" }]])
        );
        assert_eq!(keyboard["resize_keyboard"], json!(true));
        let menu = Keyboard::Menu(vec![vec![Message::new("one")], vec![]]);
        let messages = render(&screen(vec![Message::new("bye")], menu), &catalog());
        let keyboard = keyboard_of(&messages[0]);
        assert_eq!(keyboard["keyboard"], json!([[{ "text": "یک" }]]));
        let none = render(&screen(vec![Message::new("bye")], Keyboard::Inline(vec![])), &catalog());
        assert_eq!(none[0].keyboard, None);
    }

    #[test]
    fn the_call_carries_what_the_message_has() {
        let message = Outgoing { text: "x".to_owned(), keyboard: None, reply_to: Some(-7) };
        let payload = serde_json::to_value(message.payload(5)).unwrap();
        assert_eq!(payload["chat_id"], json!(5));
        assert_eq!(payload["reply_parameters"]["message_id"], json!(-7));
        let far = Outgoing { reply_to: Some(1 << 40), ..message };
        let payload = serde_json::to_value(far.payload(5)).unwrap();
        assert_eq!(payload.get("reply_parameters"), None);
    }

    #[test]
    fn too_long_callback_data_is_found_in_tests() {
        let action = ButtonAction::Press(Press::global(Verb::Choose, "x".repeat(64)));
        let button = Button { label: Message::new("one"), action };
        let screen = screen(vec![], Keyboard::Inline(vec![vec![button]]));
        assert!(std::panic::catch_unwind(|| render(&screen, &catalog())).is_err());
    }
}
