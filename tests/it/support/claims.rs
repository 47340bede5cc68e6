//! Made-up people and claims, and a vault that opens the same each time.

use std::collections::BTreeSet;

use bimeyar::claim::record::{
    Center, Complaint, ContractTitle, Disease, EPrescription, FurtherAnswer, Insured, Named,
};
use bimeyar::claim::{
    ClaimDetails, ClaimKind, Consent, Document, DocumentTitle, KeptAnswers, NewClaim, Relation,
    StoredFile, TrackingCode,
};
use bimeyar::persian::{JalaliDate, Mobile, NationalCode, Rial};
use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Vault, WhenMissing};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// 1405-08-30, 10:15 in Tehran.
pub(crate) fn now() -> Timestamp {
    "2026-11-21T06:45:00Z".parse().unwrap()
}

pub(crate) fn vault() -> Vault {
    let key = |text: &str| Some(Secret::new(text.to_owned()));
    Vault::open(&KeySource {
        master: key("ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM="),
        pepper: key("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        folder: "/nonexistent".into(),
        when_missing: WhenMissing::Refuse,
    })
    .unwrap()
}

/// The national code that begins with the nine digits of `number`.
pub(crate) fn national_code(number: u32) -> NationalCode {
    (0..10).find_map(|check| NationalCode::try_from(format!("{number:09}{check}")).ok()).unwrap()
}

pub(crate) fn mobile(number: u32) -> Mobile {
    Mobile::try_from(format!("0912{number:07}")).unwrap()
}

pub(crate) fn day(text: &str) -> JalaliDate {
    JalaliDate::try_from(text.to_owned()).unwrap()
}

pub(crate) fn named(code: &str, name: &str) -> Named {
    Named { code: code.to_owned(), name: name.to_owned() }
}

pub(crate) fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// A draft's id out of a number.
pub(crate) fn draft(number: u32) -> String {
    format!("{number:032x}")
}

/// A whole supplementary claim without documents; person, mobile, draft and chat are of `number`.
pub(crate) fn new_claim(number: u32) -> NewClaim {
    NewClaim {
        draft: draft(number),
        chat: i64::from(number),
        kind: ClaimKind::Supplementary,
        from_directory: false,
        details: details(number),
        documents: Vec::new(),
        consent: Some(Consent { version: 1, at: now() }),
    }
}

fn details(number: u32) -> ClaimDetails {
    ClaimDetails {
        flow_version: 1,
        mobile: mobile(number),
        dependant_agreed_at: None,
        insured: Insured {
            national_code: national_code(100_000_000 + number),
            first_name: "زهرا".to_owned(),
            last_name: "موسوی\u{200c}پور".to_owned(),
            relation: Some(Relation::Child),
            principal: Some(national_code(200_000_000 + number)),
        },
        contract: Some(ContractTitle {
            code: "C-1".to_owned(), title: "کارکنان".to_owned()
        }),
        service_date: Some(day("1405-08-20")),
        province: Some(named("IR-23", "تهران")),
        center: Some(Center {
            id: Some("c17".to_owned()),
            name: "بیمارستان امید".to_owned(),
            city: Some("تهران".to_owned()),
            kind: Some("بیمارستان خصوصی".to_owned()),
            listed: true,
        }),
        amount_rial: Some(Rial(12_000_000)),
        service_group: Some(named("para1", "پاراکلینیکی ۱")),
        service: Some(named("para1-mri", "ام آر آی")),
        basic_insurer: Some("tamin".to_owned()),
        medical_council_number: None,
        e_prescription: Some(EPrescription { has: true, code: Some("9149887014".to_owned()) }),
        notes: Some("لطفاً زود".to_owned()),
        care_province: None,
        complaint: None,
        issuing_province: None,
        supplementary_insurer: None,
        inpatient: None,
        diseases: Vec::new(),
        answers: Vec::new(),
    }
}

/// A request for support of somebody whose name nobody knows and who has no basic insurer.
pub(crate) fn special_support(number: u32) -> NewClaim {
    let mut new = new_claim(number);
    new.kind = ClaimKind::SpecialSupport;
    nothing_of_a_contract(&mut new.details);
    new.details.diseases = vec![disease("ms", "ام‌اس")];
    new
}

/// A special expense with all that its flow asks.
pub(crate) fn special_expense(number: u32) -> NewClaim {
    let mut new = new_claim(number);
    new.kind = ClaimKind::SpecialExpense;
    let details = &mut new.details;
    nothing_of_a_contract(details);
    details.basic_insurer = Some("salamat".to_owned());
    details.care_province = Some(named("IR-23", "تهران"));
    details.service_date = Some(day("1405-08-20"));
    details.issuing_province = Some(named("IR-05", "البرز"));
    details.amount_rial = Some(Rial(12_000_000));
    details.supplementary_insurer = Some("بیمه دانا".to_owned());
    let own_words = Disease { code: None, name: "لوپوس کلیوی".to_owned(), listed: false };
    details.diseases = vec![disease("ms", "ام‌اس"), own_words];
    details.service = Some(named("dialysis", "دیالیز"));
    details.inpatient = Some(true);
    details.complaint = Some(Complaint {
        kind: "هزینه درمانی پرداخت نشده".to_owned(),
        subject: "اسناد خسارت درمانی پذیرش و پرداخت نشده".to_owned(),
        description: DESCRIPTION.join("\n"),
    });
    new
}

/// The four lines of a composed description (guide B part two, note two).
pub(crate) const DESCRIPTION: [&str; 4] = [
    "نوع بیمه و استان صادرکننده: بیمه سلامت، البرز",
    "مبلغ پرداختی بیمار: ۱۲٬۰۰۰٬۰۰۰ ریال",
    "نوع بیمه تکمیلی: بیمه دانا",
    "نوع بیماری و نوع خدمت دریافتی: ام‌اس، لوپوس کلیوی، دیالیز، بستری",
];

pub(crate) fn disease(code: &str, name: &str) -> Disease {
    Disease { code: Some(code.to_owned()), name: name.to_owned(), listed: true }
}

pub(crate) fn further(id: &str, name: &str, answer: &str) -> FurtherAnswer {
    FurtherAnswer { id: id.to_owned(), name: name.to_owned(), answer: answer.to_owned() }
}

/// What somebody answered in a survey; draft and chat are of `number`.
pub(crate) fn survey(number: u32, about: Option<&TrackingCode>) -> KeptAnswers {
    KeptAnswers {
        draft: draft(number),
        chat: i64::from(number),
        flow: "survey".to_owned(),
        flow_version: 1,
        about: about.cloned(),
        answers: vec![further("rating", "رضایت شما", &format!("پاسخ {number}"))],
    }
}

/// What no special flow asks.
fn nothing_of_a_contract(details: &mut ClaimDetails) {
    details.insured.first_name.clear();
    details.insured.last_name.clear();
    (details.insured.relation, details.insured.principal) = (None, None);
    (details.contract, details.service_date, details.province) = (None, None, None);
    (details.center, details.amount_rial, details.basic_insurer) = (None, None, None);
    (details.service_group, details.service) = (None, None);
    (details.e_prescription, details.notes) = (None, None);
}

/// An invoice whose stored file is `content`.
pub(crate) fn invoice(id: &str, content: &[u8]) -> Document {
    Document {
        scope: String::new(),
        id: id.to_owned(),
        title: DocumentTitle { code: "INV".to_owned(), name: "اصل فاکتور".to_owned() },
        file: StoredFile {
            media_type: "image/jpeg".to_owned(),
            width: Some(2250),
            height: Some(3000),
            bytes: content.len() as u64,
            sha256: sha256(content),
            upload_sha256: sha256(b"as uploaded"),
            quality: vec!["blurred".to_owned(), "dark".to_owned()],
        },
        late: false,
        round: 0,
    }
}

/// Chance for tests: the numbers from `start` on.
pub(crate) fn counting(start: u64) -> impl FnMut() -> [u8; 8] + Send {
    let mut next = start;
    move || {
        next += 1;
        next.to_le_bytes()
    }
}

/// That each of `codes` is there once.
pub(crate) fn all_differ<T: Ord>(codes: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    codes.into_iter().all(|code| seen.insert(code))
}
