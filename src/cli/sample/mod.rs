//! People and contracts that the demo plays with. All are invented; the national codes only have a right check digit.

use jiff::Timestamp;

use crate::persian::jalali::in_tehran;
use crate::registry::MemberFile;
use crate::simulator::Person;

/// Somebody to play.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    first_name: &'static str,
    last_name: &'static str,
    mobile: &'static str,
    pub(super) national_code: &'static str,
    /// What the directory knows of the person.
    pub(super) about: &'static str,
}

/// Those who have a chat with the bot.
pub(super) const PEOPLE: [Sample; 5] = [
    Sample {
        first_name: "علی",
        last_name: "رضایی",
        mobile: "09121111111",
        national_code: "0499370899",
        about: "main insured, one contract; wife Maryam, child Nika (0084575948)",
    },
    Sample {
        first_name: "مریم",
        last_name: "کریمی",
        mobile: "09122222222",
        national_code: "0790419904",
        about: "Ali's wife with a mobile of her own: sees herself only",
    },
    Sample {
        first_name: "سارا",
        last_name: "محمدی",
        mobile: "09123333333",
        national_code: "0963695398",
        about: "three contracts: one is open, one takes no claims here, one has expired",
    },
    Sample {
        first_name: "فاطمه",
        last_name: "احمدی",
        mobile: "09125555555",
        national_code: "0684159414",
        about: "Sara's mother, insured under Sara's open contract",
    },
    Sample {
        first_name: "رضا",
        last_name: "نوری",
        mobile: "09124444444",
        national_code: "0067749828",
        about: "not in the directory",
    },
];

impl Sample {
    /// For the simulator.
    pub(super) fn person(&self) -> Person {
        Person {
            first_name: self.first_name.to_owned(),
            last_name: self.last_name.to_owned(),
            mobile: self.mobile.to_owned(),
            note: format!("{} · {}", self.national_code, self.about),
            ..Person::default()
        }
    }

    /// Name, mobile and national code on one line.
    pub(super) fn line(&self) -> String {
        let Self { first_name, last_name, mobile, national_code, about } = self;
        format!("{first_name} {last_name}  {mobile}  {national_code}  ({about})")
    }
}

/// The directory, with contracts as they would stand on the day of `now`.
pub(super) fn directory(now: Timestamp) -> (MemberFile, MemberFile) {
    let file = |name: &str, text: String| MemberFile { name: name.to_owned(), text };
    (
        file("sample/people.csv", include_str!("people.csv").to_owned()),
        file("sample/contracts.csv", dated(include_str!("contracts.csv"), now)),
    )
}

/// Puts in the day for each `{DAYS FROM TODAY}`.
fn dated(text: &str, now: Timestamp) -> String {
    let today = in_tehran(now);
    let mut parts = text.split('{');
    let mut dated = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (days, rest) = part.split_once('}').unwrap_or(("", part));
        let day = days.parse().ok().and_then(|days| today.plus_days(days)).unwrap_or(today);
        dated.push_str(&day.iso().replace('-', "/"));
        dated.push_str(rest);
    }
    dated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persian::{Mobile, NationalCode};
    use crate::registry::check_members;

    #[test]
    fn the_directory_is_sound_on_any_day() {
        for day in ["2026-03-20T12:00:00Z", "2026-11-21T12:00:00Z", "2028-02-29T20:31:00Z"] {
            let (people, contracts) = directory(day.parse().unwrap());
            assert!(!contracts.text.contains('{'));
            assert_eq!(check_members(people, contracts).unwrap(), []);
        }
    }

    #[test]
    fn all_but_one_are_in_the_directory_with_their_mobile() {
        let (people, _) = directory("2026-11-21T12:00:00Z".parse().unwrap());
        for sample in PEOPLE {
            assert!(NationalCode::parse(sample.national_code).is_ok(), "{}", sample.national_code);
            assert!(Mobile::parse(sample.mobile).is_some());
            let row = people.text.lines().find(|row| row.starts_with(sample.national_code));
            let is_known = row.is_some_and(|row| row.contains(sample.mobile));
            assert_eq!(is_known, sample.about != "not in the directory", "{}", sample.mobile);
        }
    }
}
