//! Who a person is and what they want to claim.

use bimeyar::persian::{JalaliDate, Mobile};
use serde_json::{Value, json};

use crate::support::pictures::invoice_like;

/// The person at the messenger.
#[derive(Clone, Debug)]
pub(super) struct Who {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) mobile: String,
    pub(super) national_code: String,
}

impl Who {
    /// Person number `n`; each has an own mobile and national code.
    pub(super) fn number(n: u32) -> Self {
        let first = ["علی", "مریم", "رضا", "زهرا", "حسین", "فاطمه"];
        let last = ["رضایی", "کریمی", "احمدی", "موسوی", "محمدی"];
        Self {
            first_name: first[n as usize % first.len()].to_owned(),
            last_name: last[n as usize % last.len()].to_owned(),
            mobile: format!("0912{:07}", 3_000_000 + n),
            national_code: national_code(n),
        }
    }

    /// A child of this person.
    pub(super) fn child(&self, n: u32) -> Self {
        Self {
            first_name: "نیکا".to_owned(),
            mobile: String::new(),
            national_code: national_code(500_000 + n),
            ..self.clone()
        }
    }
}

/// A valid national code (`domain.md` §1.1: the check digit of nine others).
fn national_code(n: u32) -> String {
    let nine = format!("{:09}", 84_100_000 + n);
    let sum: u32 = nine
        .bytes()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let rest = sum % 11;
    let check = if rest < 2 { rest } else { 11 - rest };
    format!("{nine}{check}")
}

/// Whose cost it is.
#[derive(Clone, Debug)]
pub(super) struct Insured {
    pub(super) who: Who,
    /// `relation` and `principal` of the directory; none in open mode.
    pub(super) relation: Option<(&'static str, String)>,
}

/// How the own mobile is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// By sharing the own contact.
    Contact,
    /// By a code that comes by SMS.
    Sms,
}

/// The medical centre.
#[derive(Clone, Debug)]
pub(super) enum Center {
    /// Searched for by `typed`.
    Listed { typed: &'static str, id: &'static str, name: &'static str, kind: &'static str },
    /// Not in the list.
    Own { name: &'static str, city: &'static str, kind: &'static str },
}

/// What is written, and what it means in the claim.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<T> {
    pub(super) typed: &'static str,
    pub(super) means: T,
}

/// A label and the code that it stands for.
pub(super) type Choice = (&'static str, &'static str);

/// A photo, and the title that the person gives it.
#[derive(Clone, Debug)]
pub(super) struct Photo {
    pub(super) title: Choice,
    pub(super) upload: Vec<u8>,
}

/// All that one person wants to tell in one claim.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) insured: Insured,
    /// Code and title; none in open mode.
    pub(super) contract: Option<Choice>,
    pub(super) proof: Proof,
    pub(super) date: Written<(i16, u8, u8)>,
    pub(super) province: Choice,
    pub(super) center: Center,
    /// What is typed, the unit that is pressed if it is asked, and the amount in rial.
    pub(super) amount: (Written<u64>, Option<&'static str>),
    pub(super) group: Choice,
    pub(super) service: Option<Choice>,
    /// Key of the label, and the code.
    pub(super) insurer: Choice,
    pub(super) council: Option<Written<&'static str>>,
    pub(super) prescription: Option<Written<&'static str>>,
    pub(super) notes: Option<&'static str>,
    pub(super) photos: Vec<Photo>,
    /// All photos at once, else one by one.
    pub(super) album: bool,
    /// The mobile of page 4 when it is not the own one.
    pub(super) other_mobile: Option<String>,
    /// «ثبت درخواست» is pressed twice.
    pub(super) hasty: bool,
}

/// The contract of [`Plan::supplementary`].
pub(super) const CONTRACT: Choice = ("K-1405", "درمان تکمیلی شرکت آرمان");
/// Another one, of the same people.
pub(super) const OTHER_CONTRACT: Choice = ("K-2000", "درمان تکمیلی طلایی");

pub(super) const INVOICE: Choice = ("اصل فاکتور / صورتحساب پرداختی", "INV");
pub(super) const ORDER: Choice = ("دستور پزشک", "ORD");
pub(super) const REPORT: Choice = ("جواب / گزارش خدمت", "RPT");

/// The longer side of a photo in pixels: unoptimised code is slow with more.
pub(super) const SMALL: u32 = 320;

pub(super) fn photo(title: Choice, side: u32, seed: u32) -> Photo {
    Photo { title, upload: invoice_like(side * 3 / 4, side, u64::from(seed)) }
}

impl Plan {
    /// A claim of `who`, with a directory: ultrasound in a hospital of the list.
    pub(super) fn supplementary(who: &Who, n: u32) -> Self {
        Self {
            insured: Insured {
                who: who.clone(),
                relation: Some(("self", who.national_code.clone())),
            },
            contract: Some(CONTRACT),
            proof: Proof::Contact,
            date: Written { typed: "۵ مهر ۱۴۰۴", means: (1404, 7, 5) },
            province: ("تهران", "IR-23"),
            center: Center::Listed {
                typed: "شریعتی",
                id: "c-0002",
                name: "بیمارستان دکتر شریعتی",
                kind: "بیمارستان دولتی",
            },
            amount: (Written { typed: "۱۲٬۰۰۰٬۰۰۰", means: 12_000_000 }, Some("btn-amount-rial")),
            group: ("پاراکلینیکی ۱", "para1"),
            service: Some(("سونوگرافی", "para1-ultrasound")),
            insurer: ("choice-insurer-tamin", "tamin"),
            council: Some(Written { typed: "۱۲۳۴۵۶", means: "123456" }),
            prescription: None,
            notes: Some("شکم و لگن"),
            photos: vec![photo(INVOICE, SMALL, n * 10), photo(ORDER, SMALL, n * 10 + 1)],
            album: true,
            other_mobile: None,
            hasty: true,
        }
    }

    /// A claim of `who` without a directory: everything typed, the mobiles proved by SMS.
    pub(super) fn open(who: &Who, n: u32) -> Self {
        Self {
            insured: Insured { who: who.clone(), relation: None },
            contract: None,
            proof: Proof::Sms,
            date: Written { typed: "1404/12/29", means: (1404, 12, 29) },
            province: ("یزد", "IR-21"),
            center: Center::Own {
                name: "درمانگاه مهرگان",
                city: "اردکان",
                kind: "درمانگاه / کلینیک",
            },
            amount: (
                Written {
                    typed: "یک میلیون و دویست هزار تومان", means: 12_000_000
                },
                None,
            ),
            group: ("ویزیت", "visit"),
            service: None,
            insurer: ("choice-insurer-salamat", "salamat"),
            council: None,
            prescription: Some(Written { typed: "۹۱۴۹۸۸۷۰۱۴", means: "9149887014" }),
            notes: None,
            photos: vec![
                photo(INVOICE, SMALL, n * 10),
                photo(REPORT, SMALL, n * 10 + 1),
                photo(ORDER, SMALL, n * 10 + 2),
            ],
            album: false,
            other_mobile: Some(format!("0935{:07}", 1_000_000 + n)),
            hasty: false,
        }
    }

    /// The same with photos of which there is nothing to complain.
    pub(super) fn with_good_photos(mut self) -> Self {
        for (photo, seed) in self.photos.iter_mut().zip(1..) {
            photo.upload = invoice_like(750, 1_000, seed);
        }
        self
    }

    /// The mobile of page 4.
    pub(super) fn mobile<'p>(&'p self, who: &'p Who) -> &'p str {
        self.other_mobile.as_deref().unwrap_or(&who.mobile)
    }

    /// The claim that must come of it, as the API shows it; documents are compared apart.
    pub(super) fn claim(&self, who: &Who) -> Value {
        let (year, month, day) = self.date.means;
        let date = JalaliDate::new(year, month, day).unwrap();
        let named = |choice: Choice| json!({ "code": choice.1, "name": choice.0 });
        let insured = &self.insured;
        json!({
            "kind": "supplementary", "stage": "registered", "revision": 1, "flow_version": 2,
            "mobile": Mobile::parse(self.mobile(who)).unwrap().expose(),
            "insured": {
                "national_code": insured.who.national_code,
                "first_name": insured.who.first_name,
                "last_name": insured.who.last_name,
                "relation": insured.relation.as_ref().map(|relation| relation.0),
                "principal": insured.relation.as_ref().map(|relation| &relation.1),
            },
            "contract": self.contract.map(|(code, title)| json!({ "code": code, "title": title })),
            "service_date": format!("{year:04}-{month:02}-{day:02}"),
            "service_date_gregorian": date.to_gregorian().to_string(),
            "province": named(self.province),
            "center": match &self.center {
                Center::Listed { id, name, kind, .. } => {
                    json!({ "id": id, "name": name, "city": "تهران", "type": kind, "listed": true })
                }
                Center::Own { name, city, kind } => {
                    json!({ "id": null, "name": name, "city": city, "type": kind, "listed": false })
                }
            },
            "amount_rial": self.amount.0.means,
            "service_group": named(self.group),
            "service": self.service.map(named),
            "basic_insurer": self.insurer.1,
            "medical_council_number": self.council.map(|council| council.means),
            "e_prescription": {
                "has": self.prescription.is_some(),
                "code": self.prescription.map(|code| code.means),
            },
            "notes": self.notes,
            "complaint": null, "issuing_province": null, "supplementary_insurer": null,
            "inpatient": null, "diseases": [], "defect": null,
            "decision": { "approved_rial": null, "deductions": [], "rejection": null,
                "paid_rial": null, "paid_on": null, "reference": null },
        })
    }
}
