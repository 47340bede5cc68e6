//! Numbers as Persian words, both ways: written out for reading back, and read in the spellings of everyday writing.

const BELOW_TWENTY: [&str; 20] = [
    "صفر",
    "یک",
    "دو",
    "سه",
    "چهار",
    "پنج",
    "شش",
    "هفت",
    "هشت",
    "نه",
    "ده",
    "یازده",
    "دوازده",
    "سیزده",
    "چهارده",
    "پانزده",
    "شانزده",
    "هفده",
    "هجده",
    "نوزده",
];
const TENS: [&str; 10] = ["", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود"];
const HUNDREDS: [&str; 10] =
    ["", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"];
const SCALES: [&str; 7] = ["", "هزار", "میلیون", "میلیارد", "تریلیون", "کوادریلیون", "کوینتیلیون"];

/// «یک میلیون و دویست هزار»; «صفر» for 0.
pub fn to_words(number: u64) -> String {
    let mut parts = Vec::new();
    let mut rest = number;
    for scale in SCALES {
        let group = rest % 1000;
        if group > 0 {
            parts.push(format!("{} {scale}", below_thousand(group)).trim_end().to_owned());
        }
        rest /= 1000;
    }
    parts.reverse();
    if parts.is_empty() { "صفر".to_owned() } else { parts.join(" و ") }
}

/// What a word of counting adds up to, if it is one: 0 to 19, the tens and the hundreds. `word` is a search key.
pub(crate) fn small_word(word: &str) -> Option<u32> {
    let written = |words: &[&str], step: u32| {
        words.iter().zip(0..).find(|(known, _)| **known == word).map(|(_, place)| place * step)
    };
    if word.is_empty() {
        return None;
    }
    written(&BELOW_TWENTY, 1)
        .or_else(|| written(&TENS, 10))
        .or_else(|| written(&HUNDREDS, 100))
        .or_else(|| everyday_spelling(word))
}

/// The factor of «هزار», «میلیون», «میلیارد» and «تریلیون» in their spellings. `word` is a search key.
pub(crate) fn scale_word(word: &str) -> Option<u64> {
    match word {
        "هزار" | "هزارتا" | "هزارتایی" | "hezar" | "thousand" | "k" => {
            Some(1_000)
        }
        "میلیون" | "ملیون" | "میلیان" | "ملیان" | "میلون" | "میلیونی" | "ملیونی" | "milion"
        | "milyon" | "million" => Some(1_000_000),
        "میلیارد" | "ملیارد" | "میلیاردی" | "ملیاردی" | "میلیار" | "miliard" | "milyard"
        | "billion" => Some(1_000_000_000),
        "تریلیون" | "ترلیون" | "trillion" => Some(1_000_000_000_000),
        _ => None,
    }
}

/// What an ordinal counts: «سوم», «سومی», «سومین», «اول». `word` is a search key.
pub(crate) fn ordinal_word(word: &str) -> Option<u32> {
    let plain = word.strip_suffix("ین").or_else(|| word.strip_suffix('ی')).unwrap_or(word);
    match plain {
        "اول" | "نخست" => Some(1),
        "سوم" => Some(3),
        "سیام" => Some(30),
        _ => small_word(plain.strip_suffix('م')?).filter(|value| *value > 0),
    }
}

/// The number that `words` say, up to 999 999, the last of them perhaps an ordinal: «بیست و پنجم», «هزار و چهارصد».
pub(crate) fn read_words(words: &[&str]) -> Option<u32> {
    let (mut thousands, mut group): (Option<u32>, Option<WordGroup>) = (None, None);
    for (word, left) in words.iter().zip((0..words.len()).rev()) {
        if *word == "و" && left > 0 && (thousands.is_some() || group.is_some()) {
            continue;
        }
        if scale_word(word) == Some(1000) && thousands.is_none() {
            thousands = Some(1000 * group.take().map_or(1, |group| group.value));
            continue;
        }
        let ordinal = || ordinal_word(word).filter(|_| left == 0);
        let value = small_word(word).or_else(ordinal)?;
        group = Some(match group {
            Some(group) => group.and(value)?,
            None => WordGroup::new(value),
        });
    }
    match (thousands, group) {
        (None, None) => None,
        (thousands, group) => Some(thousands.unwrap_or(0) + group.map_or(0, |group| group.value)),
    }
}

/// A number below a thousand that grows word by word: hundreds, then tens, then ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordGroup {
    pub(crate) value: u32,
    /// What follows must be less than this.
    ceiling: u32,
}

impl WordGroup {
    pub(crate) fn new(value: u32) -> Self {
        let ceiling = match value {
            100.. => 100,
            20.. => 10,
            _ => 1,
        };
        Self { value, ceiling }
    }

    /// The group with one more word, if that word can follow.
    pub(crate) fn and(self, value: u32) -> Option<Self> {
        // «پنج صد», «نه صد»: the hundreds written apart.
        if value == 100 && (1..=9).contains(&self.value) {
            return Some(Self::new(self.value * 100));
        }
        (value > 0 && value < self.ceiling)
            .then(|| Self { value: self.value + value, ceiling: Self::new(value).ceiling })
    }
}

fn below_thousand(number: u64) -> String {
    let name = |names: &[&'static str], place: u64| {
        usize::try_from(place).ok().and_then(|place| names.get(place).copied()).unwrap_or("")
    };
    let (hundreds, rest) = (number / 100, number % 100);
    let words = if rest < 20 {
        let ones = if rest == 0 { "" } else { name(&BELOW_TWENTY, rest) };
        [name(&HUNDREDS, hundreds), "", ones]
    } else {
        let ones = if rest % 10 == 0 { "" } else { name(&BELOW_TWENTY, rest % 10) };
        [name(&HUNDREDS, hundreds), name(&TENS, rest / 10), ones]
    };
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" و ")
}

/// Spellings of speech and of haste, as search keys.
fn everyday_spelling(word: &str) -> Option<u32> {
    Some(match word {
        "یه" | "یکی" => 1,
        "چار" => 4,
        "شیش" => 6,
        "چارده" => 14,
        "پونزده" => 15,
        "شونزده" => 16,
        "هیفده" | "هیوده" => 17,
        "هیجده" | "هژده" => 18,
        "چل" => 40,
        "شست" => 60,
        "یکصد" | "یهصد" => 100,
        "دیویست" => 200,
        "سصد" => 300,
        "چارصد" => 400,
        "پونصد" | "پنجصد" => 500,
        "شیشصد" | "شصد" => 600,
        _ => return None,
    })
}
