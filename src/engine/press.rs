//! Callback data of inline buttons: at most 64 bytes of ASCII (`bale-api.md` §4).

use serde::{Deserialize, Serialize};

/// What a button means, wherever and whenever it is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Press {
    /// Number of the draft in this chat; 0: of no draft.
    pub draft: u32,
    /// The asking in which the button was shown: an older one is an old button.
    pub generation: u32,
    /// The step it belongs to; empty: of no step.
    pub step: String,
    /// What is to be done.
    pub verb: Verb,
    /// Its object: an id, a page, a day; may be empty.
    pub object: String,
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What a button does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Verb { $($(#[$doc])* $name,)* }

        impl Verb {
            /// Every verb.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its code in callback data.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

verbs! {
    /// Answers with the object: the id of a choice, `yes`, a day.
    Choose = "c",
    /// Shows page `object` of the list.
    Page = "p",
    /// Shows the filters, or the values of filter `object`.
    Filter = "f",
    /// Filters by `column=id`; `column=` takes the filter away.
    FilterBy = "g",
    /// Clears what was searched for.
    ClearSearch = "q",
    /// Shows the month `object`, `140508`.
    Month = "m",
    /// Shows the months of year `object`, or years when empty.
    Year = "y",
    /// «رد کردن»
    Skip = "s",
    /// Keeps the answer as it is.
    Keep = "k",
    /// Leaves the list for free text.
    Escape = "e",
    /// «بازگشت»
    Back = "b",
    /// «انصراف»
    Cancel = "x",
    /// «بله، انصراف»
    CancelYes = "X",
    /// Help for this step.
    Help = "h",
    /// Goes on with what was asked last.
    Resume = "r",
    /// «دریافت کد تایید»
    SendCode = "o",
    /// «شماره دیگر»
    OtherNumber = "n",
    /// Opens photo `object`.
    Photo = "d",
    /// Gives the photo in hand the title `object`.
    Title = "t",
    /// Removes photo `object`.
    Remove = "D",
    /// Waits for a photo in the place of photo `object`.
    Replace = "R",
    /// Asks for another title of photo `object`.
    Retitle = "T",
    /// «افزودن تصاویر»
    AddPhotos = "a",
    /// «بعدی»
    Next = "N",
    /// «بعداً می‌فرستم»
    Later = "L",
    /// «ویرایش» of page `object`.
    EditPage = "E",
    /// «ویرایش» of step `object`.
    Edit = "w",
    /// «ثبت درخواست»
    Submit = "S",
    /// Begins flow `object` afresh.
    Start = "B",
    /// «بیماران خاص و صعب‌العلاج»
    Special = "I",
    /// Shows the menu.
    Menu = "M",
    /// Shows claim `object`.
    Claim = "C",
    /// Shows page `object` of one's claims.
    Claims = "l",
    /// Asks for a tracking code.
    Status = "i",
    /// «رفع نقص» of claim `object`.
    Repair = "P",
    /// «افزودن مدرک» to claim `object`.
    AddTo = "A",
    /// «انصراف از درخواست» of claim `object`.
    Withdraw = "W",
    /// «بله، انصراف می‌دهم» of claim `object`.
    WithdrawYes = "Y",
    /// Sends a code to the mobile of claim `object`, which opens it to this chat.
    Unlock = "u",
    /// Takes the photos that wait for a claim.
    Kept = "K",
    /// «حریم خصوصی»: shows what is kept, or does with it what `object` says.
    Privacy = "V",
    /// Nothing happens; the press is answered.
    Nothing = "z",
}

impl Press {
    /// A button of no draft.
    pub fn global(verb: Verb, object: impl Into<String>) -> Self {
        Self { draft: 0, generation: 0, step: String::new(), verb, object: object.into() }
    }

    /// Reads callback data; none when it is not of our making.
    pub fn decode(data: &str) -> Option<Self> {
        let mut parts = data.splitn(6, ':');
        let (mark, draft, generation, step) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let (verb, object) = (parts.next()?, parts.next()?);
        let verb = Verb::ALL.iter().copied().find(|known| known.code() == verb)?;
        if mark != "a" {
            return None;
        }
        Some(Self {
            draft: draft.parse().ok()?,
            generation: generation.parse().ok()?,
            step: step.to_owned(),
            verb,
            object: object.to_owned(),
        })
    }

    /// The callback data.
    pub fn encode(&self) -> String {
        format!(
            "a:{}:{}:{}:{}:{}",
            self.draft,
            self.generation,
            self.step,
            self.verb.code(),
            self.object
        )
    }
}

impl From<Press> for String {
    fn from(press: Press) -> Self {
        press.encode()
    }
}

impl TryFrom<String> for Press {
    type Error = &'static str;

    fn try_from(data: String) -> Result<Self, Self::Error> {
        Self::decode(&data).ok_or("not callback data of ours")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_survives_the_way_through_callback_data() {
        for verb in Verb::ALL {
            let press = Press {
                draft: 12,
                generation: 345,
                step: "center".into(),
                verb: *verb,
                object: "type=a:b".into(),
            };
            assert_eq!(Press::decode(&press.encode()), Some(press));
        }
        let codes: std::collections::BTreeSet<_> =
            Verb::ALL.iter().map(|verb| verb.code()).collect();
        assert_eq!(codes.len(), Verb::ALL.len());
    }

    #[test]
    fn foreign_data_is_not_ours() {
        for data in ["", "x", "a:1:2:3", "a:b:c:d:c:e", "b:1:1:s:c:e", "بله"] {
            assert_eq!(Press::decode(data), None, "{data}");
        }
    }
}
