//! What a reviewer decides in a conversation: `sara> defect $code missing=RPT note="جواب را بفرستید" due=1405-09-30`.

use bimeyar::claim::{
    Claim, Decision, DecisionKind, Deduction, DefectItem, DefectKind, DocumentTitle, Field,
};
use bimeyar::persian::{JalaliDate, Rial};

use super::world;

/// A decision as it is written: documents by the codes of their titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ruling {
    Start,
    Defect { items: Vec<Item>, due: Option<JalaliDate> },
    Reject { reason: String, note: Option<String> },
    Approve { rial: Rial, deductions: Vec<Deduction>, note: Option<String> },
    Originals,
    Finance,
    Pay { rial: Rial, on: JalaliDate, reference: Option<String> },
}

/// One thing that is wrong. A `reason=` and a `note=` belong to the item before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    what: What,
    reason: Option<String>,
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Missing(DocumentTitle),
    Unreadable(DocumentTitle),
    Wrong(Field),
    Other,
}

/// The tracking code, which may be a variable, and the ruling in `text`.
pub(crate) fn parse(text: &str) -> Result<(String, Ruling), String> {
    let words = words(text)?;
    let [act, code, pairs @ ..] = words.as_slice() else {
        return Err(format!("`{text}` is no decision; write `start $code`"));
    };
    let mut pairs = pairs.iter().map(|pair| {
        pair.split_once('=')
            .ok_or_else(|| format!("`{pair}` is not understood; write `name=value`"))
    });
    let pairs: Vec<(&str, &str)> = pairs.by_ref().collect::<Result<_, _>>()?;
    let mut given = Given { pairs };
    let ruling = match act.as_str() {
        "start" => Ruling::Start,
        "defect" => defect(&mut given)?,
        "reject" => Ruling::Reject { reason: given.required("reason")?, note: given.take("note") },
        "approve" => Ruling::Approve {
            rial: rial(&given.required("rial")?)?,
            deductions: given
                .take_all("deduct")
                .iter()
                .map(|text| deduction(text))
                .collect::<Result<_, _>>()?,
            note: given.take("note"),
        },
        "originals" => Ruling::Originals,
        "finance" => Ruling::Finance,
        "pay" => Ruling::Pay {
            rial: rial(&given.required("rial")?)?,
            on: day(&given.required("on")?)?,
            reference: given.take("ref"),
        },
        _ => return Err(format!("a reviewer cannot `{act}`")),
    };
    match given.pairs.first() {
        None => Ok((code.clone(), ruling)),
        Some((name, _)) => Err(format!("`{act}` takes no `{name}`, or not twice")),
    }
}

/// `name=value` pairs that were not taken yet.
struct Given<'a> {
    pairs: Vec<(&'a str, &'a str)>,
}

impl Given<'_> {
    fn take(&mut self, name: &str) -> Option<String> {
        let place = self.pairs.iter().position(|(known, _)| *known == name)?;
        Some(self.pairs.remove(place).1.to_owned())
    }

    fn take_all(&mut self, name: &str) -> Vec<String> {
        std::iter::from_fn(|| self.take(name)).collect()
    }

    fn required(&mut self, name: &str) -> Result<String, String> {
        self.take(name).ok_or_else(|| format!("`{name}=` is missing"))
    }
}

/// Words between spaces; quotation marks hold words together and fall away.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    let (mut inside, mut begun) = (false, false);
    for letter in text.chars() {
        match letter {
            '"' => inside = !inside,
            _ if letter.is_whitespace() && !inside => begun = false,
            _ => {
                if !begun {
                    words.push(String::new());
                }
                words.last_mut().ok_or("a word")?.push(letter);
                begun = true;
            }
        }
    }
    if inside { Err(format!("a quotation mark is missing: {text}")) } else { Ok(words) }
}

fn defect(given: &mut Given<'_>) -> Result<Ruling, String> {
    let due = given.take("due").map(|text| day(&text)).transpose()?;
    let mut items: Vec<Item> = Vec::new();
    for (name, value) in std::mem::take(&mut given.pairs) {
        let new = |what, reason| Item { what, reason, note: None };
        match (name, items.last_mut()) {
            ("missing", _) => items.push(new(What::Missing(title(value)?), None)),
            ("unreadable", _) => items.push(new(What::Unreadable(title(value)?), None)),
            ("wrong", _) => {
                let field = Field::from_name(value);
                let field = field.ok_or_else(|| format!("no field is called `{value}`"))?;
                items.push(new(What::Wrong(field), None));
            }
            ("other", _) => items.push(new(What::Other, Some(value.to_owned()))),
            ("reason", Some(item)) if item.reason.is_none() => item.reason = Some(value.to_owned()),
            ("note", Some(item)) if item.note.is_none() => item.note = Some(value.to_owned()),
            _ => return Err(format!("`{name}={value}` belongs to no item before it")),
        }
    }
    if items.is_empty() {
        return Err("nothing is wrong; write `missing=RPT`".to_owned());
    }
    Ok(Ruling::Defect { items, due })
}

/// The title of a code, as the list has it.
fn title(code: &str) -> Result<DocumentTitle, String> {
    let world = world::world(false);
    let titles = world.datasets.get("document_titles").ok_or("there is no list of titles")?;
    let row = titles.row(code).ok_or_else(|| format!("no document title has the code `{code}`"))?;
    Ok(DocumentTitle { code: row.id.clone(), name: row.label.clone() })
}

fn rial(text: &str) -> Result<Rial, String> {
    text.parse().map(Rial).map_err(|_| format!("`{text}` is no amount in rial"))
}

fn day(text: &str) -> Result<JalaliDate, String> {
    JalaliDate::try_from(text.to_owned()).map_err(|_| format!("`{text}` is no day"))
}

/// `500000:reason`
fn deduction(text: &str) -> Result<Deduction, String> {
    let (amount, reason) = text
        .split_once(':')
        .ok_or_else(|| format!("`{text}` is no deduction; write `RIAL:\"reason\"`"))?;
    Ok(Deduction { rial: rial(amount)?, reason: reason.to_owned() })
}

impl Ruling {
    /// Which decision it is.
    pub(crate) fn kind(&self) -> DecisionKind {
        match self {
            Self::Start => DecisionKind::StartReview,
            Self::Defect { .. } => DecisionKind::DeclareDefect,
            Self::Reject { .. } => DecisionKind::Reject,
            Self::Approve { .. } => DecisionKind::Approve,
            Self::Originals => DecisionKind::OriginalsReceived,
            Self::Finance => DecisionKind::SendToFinance,
            Self::Pay { .. } => DecisionKind::Pay,
        }
    }

    /// The decision about `claim`.
    pub(crate) fn about(&self, claim: &Claim) -> Result<Decision, String> {
        Ok(match self.clone() {
            Self::Start => Decision::StartReview,
            Self::Defect { items, due } => Decision::DeclareDefect {
                items: items.into_iter().map(|item| item.of(claim)).collect::<Result<_, _>>()?,
                due,
            },
            Self::Reject { reason, note } => Decision::Reject { reason, note },
            Self::Approve { rial, deductions, note } => {
                Decision::Approve { approved: rial, deductions, note }
            }
            Self::Originals => Decision::OriginalsReceived,
            Self::Finance => Decision::SendToFinance,
            Self::Pay { rial, on, reference } => Decision::Pay { paid: rial, on, reference },
        })
    }
}

impl Item {
    fn of(self, claim: &Claim) -> Result<DefectItem, String> {
        let Self { what, reason, note } = self;
        let kind = match what {
            What::Missing(title) => DefectKind::MissingDocument { title },
            What::Unreadable(title) => {
                let document =
                    claim.documents.iter().rev().find(|known| known.title.code == title.code);
                let document =
                    document.ok_or_else(|| format!("the claim has no {}", title.code))?;
                DefectKind::UnreadableDocument { document: Some(document.id.clone()), title }
            }
            What::Wrong(field) => DefectKind::WrongField { field },
            What::Other => DefectKind::Other,
        };
        Ok(DefectItem { kind, reason, note, answer: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Ruling {
        let (code, ruling) = parse(text).unwrap();
        assert_eq!(code, "$code");
        ruling
    }

    fn item(what: What, reason: Option<&str>, note: Option<&str>) -> Item {
        Item { what, reason: reason.map(str::to_owned), note: note.map(str::to_owned) }
    }

    #[test]
    fn rulings_are_read() {
        let day = JalaliDate::try_from("1405-09-30".to_owned()).unwrap();
        let defect = Ruling::Defect {
            items: vec![
                item(What::Missing(title("RPT").unwrap()), None, Some("جواب را بفرستید")),
                item(What::Unreadable(title("INV").unwrap()), Some("blurred"), None),
                item(What::Wrong(Field::Amount), None, None),
                item(What::Other, Some("stamp"), Some("مهر")),
            ],
            due: Some(day),
        };
        let deductions = vec![
            Deduction { rial: Rial(500_000), reason: "بی نسخه".to_owned() },
            Deduction { rial: Rial(1), reason: String::new() },
        ];
        let cases = [
            ("start $code", Ruling::Start),
            ("originals  $code", Ruling::Originals),
            ("finance $code", Ruling::Finance),
            (
                "defect $code missing=RPT note=\"جواب را بفرستید\" unreadable=INV reason=blurred wrong=amount other=stamp \
                 note=مهر due=1405-09-30",
                defect,
            ),
            (
                "reject $code reason=duplicate note=\"پیش از این\"",
                Ruling::Reject {
                    reason: "duplicate".to_owned(),
                    note: Some("پیش از این".to_owned()),
                },
            ),
            (
                "approve $code rial=9000000 deduct=500000:\"بی نسخه\" deduct=1:",
                Ruling::Approve { rial: Rial(9_000_000), deductions, note: None },
            ),
            (
                "pay $code rial=8500000 on=1405-09-30 ref=X-7",
                Ruling::Pay { rial: Rial(8_500_000), on: day, reference: Some("X-7".to_owned()) },
            ),
        ];
        for (text, ruling) in cases {
            assert_eq!(read(text), ruling, "{text}");
        }
    }

    #[test]
    fn what_is_no_ruling_is_refused() {
        for text in [
            "start",
            "praise $code",
            "start $code now",
            "start $code rial=1",
            "defect $code",
            "defect $code missing=NONE",
            "defect $code note=x missing=RPT",
            "defect $code missing=RPT note=x note=y",
            "defect $code wrong=hair",
            "defect $code missing=RPT due=1405-13-01",
            "reject $code",
            "approve $code rial=much",
            "approve $code rial=1 deduct=5",
            "pay $code rial=1",
            "reject $code reason=\"x",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
