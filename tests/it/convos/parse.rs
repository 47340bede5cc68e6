//! Reads `.convo` files. All faults are told at once, each with its line.

use bimeyar::persian::JalaliDate;
use bimeyar::persian::text::to_ascii_digits;
use jiff::{SignedDuration, Timestamp};

use super::ruling;
use super::script::{Deed, Event, Fact, Line, Operator, Part, Script, Wanted, What};

/// The conversation in `source`, or its faults as `file:line: what`.
pub(crate) fn parse(file: &str, source: &str) -> Result<Script, Vec<String>> {
    let mut script = Script {
        file: file.to_owned(),
        source: source.lines().map(str::to_owned).collect(),
        flow: String::new(),
        clock: Timestamp::UNIX_EPOCH,
        people: Vec::new(),
        reviewers: Vec::new(),
        lines: Vec::new(),
    };
    let mut faults = Vec::new();
    for (index, written) in source.lines().enumerate() {
        let number = index + 1;
        let line = without_comment(written);
        if line.trim().is_empty() {
            continue;
        }
        let read =
            header(&mut script, line.trim()).unwrap_or_else(|| body(&mut script, number, line));
        if let Err(fault) = read {
            faults.push(format!("{file}:{number}: {fault}"));
        }
    }
    if script.flow.is_empty() {
        faults.push(format!("{file}:1: the header `flow claim` is missing"));
    }
    if script.clock == Timestamp::UNIX_EPOCH {
        faults.push(format!("{file}:1: the header `clock 1405-08-30 10:00` is missing"));
    }
    if faults.is_empty() { Ok(script) } else { Err(faults) }
}

/// A `#` at the beginning or after white space begins a comment.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices('#').filter_map(|(place, _)| line.split_at_checked(place));
    let mut before = comment.map(|(before, _)| before);
    let begins = |before: &&str| before.chars().next_back().is_none_or(char::is_whitespace);
    before.find(begins).unwrap_or(line).trim_end()
}

fn header(script: &mut Script, line: &str) -> Option<Result<(), String>> {
    let (word, rest) = line.split_once(' ')?;
    let rest = rest.trim();
    let read = match word {
        "flow" => {
            rest.clone_into(&mut script.flow);
            Ok(())
        }
        "clock" => clock(rest).map(|clock| script.clock = clock),
        "insured" => part(rest)
            .and_then(|part| Ok((new_name(script, &part.name)?, part)))
            .map(|(_, part)| script.people.push(part)),
        "reviewer" => new_name(script, rest).map(|name| script.reviewers.push(name)),
        _ => return None,
    };
    let late = !script.lines.is_empty();
    Some(if late { Err(format!("`{word}` belongs to the header")) } else { read })
}

/// `1405-08-30 10:00`, Tehran.
fn clock(text: &str) -> Result<Timestamp, String> {
    let fault = || format!("`{text}` is no moment; write `1405-08-30 10:00`");
    let (day, time) = text.split_once(' ').ok_or_else(fault)?;
    let (hour, minute) = time.trim().split_once(':').ok_or_else(fault)?;
    let (hour, minute): (i8, i8) = hour.parse().ok().zip(minute.parse().ok()).ok_or_else(fault)?;
    let date = JalaliDate::from_compact(&day.replace('-', "")).ok_or_else(fault)?;
    let (0..24, 0..60) = (hour, minute) else { return Err(fault()) };
    let civil = date.to_gregorian().at(hour, minute, 0, 0);
    let utc = jiff::tz::Offset::UTC.to_timestamp(civil).map_err(|_| fault())?;
    Ok(utc - SignedDuration::from_mins(210))
}

/// `ali family=one_contract`
fn part(text: &str) -> Result<Part, String> {
    let mut words = text.split_whitespace();
    let name = words.next().filter(|name| is_name(name)).ok_or("a person needs a name")?;
    let family = match words.next() {
        None => "one_contract",
        Some(word) => word
            .strip_prefix("family=")
            .ok_or_else(|| format!("`{word}` is not understood; write `family=one_contract`"))?,
    };
    Ok(Part { name: name.to_owned(), family: family.to_owned() })
}

fn new_name(script: &Script, name: &str) -> Result<String, String> {
    let is_known = script.people.iter().any(|part| part.name == name)
        || script.reviewers.iter().any(|known| known == name);
    match (is_name(name), is_known) {
        (true, false) => Ok(name.to_owned()),
        (true, true) => Err(format!("`{name}` is there already")),
        (false, _) => Err(format!("`{name}` is no name")),
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn body(script: &mut Script, number: usize, line: &str) -> Result<(), String> {
    let trimmed = line.trim();
    let after = |mark: &str| trimmed.strip_prefix(mark).map(str::trim);
    let what = if let Some(rest) = after("...") {
        let until =
            rest.strip_prefix("until ").ok_or("`...` needs a step: `... until documents`")?;
        What::Fill { until: until.trim().to_owned() }
    } else if let Some(rest) = after("=") {
        What::Fact(fact(rest)?)
    } else if let Some(rest) = after("~") {
        What::Event(event(rest)?)
    } else if let Some(rest) = after("+") {
        What::Also(wanted(rest)?)
    } else if let Some(rest) = after("!") {
        What::Never(rest.to_owned())
    } else if trimmed.starts_with('[') {
        What::Buttons(labels(trimmed)?)
    } else if let Some((who, rest)) = reviewer(script, trimmed) {
        let (code, ruling) = ruling::parse(rest)?;
        What::Decides { who: who.to_owned(), code, ruling }
    } else if let Some((who, rest)) = speaker(trimmed, '>') {
        What::Deed { who: known(script, who)?, deed: deed(rest)? }
    } else if let Some((who, rest)) = speaker(trimmed, '<') {
        let who = if who == "bot" { None } else { Some(known(script, who)?) };
        What::Hears { who, wanted: wanted(rest)? }
    } else {
        return Err(format!("`{trimmed}` is not understood"));
    };
    script.lines.push(Line { number, what });
    Ok(())
}

fn speaker(line: &str, mark: char) -> Option<(&str, &str)> {
    let (who, rest) = line.split_once(mark)?;
    is_name(who).then(|| (who, rest.trim()))
}

fn reviewer<'a>(script: &Script, line: &'a str) -> Option<(&'a str, &'a str)> {
    speaker(line, '>').filter(|(who, _)| script.reviewers.iter().any(|known| known == who))
}

fn known(script: &Script, who: &str) -> Result<String, String> {
    let found = script.people.iter().any(|part| part.name == who);
    found
        .then(|| who.to_owned())
        .ok_or_else(|| format!("nobody is called `{who}`; add `insured {who}` or `reviewer {who}`"))
}

fn deed(rest: &str) -> Result<Deed, String> {
    if rest.starts_with('[') {
        return press(rest);
    }
    let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    let tail = tail.trim();
    Ok(match word {
        "" => return Err("nothing is done".to_owned()),
        "photos" | "files" => photos(tail, word == "files")?,
        "contact" if tail.is_empty() => Deed::Contact { of: None },
        "contact" if tail.starts_with("of=") => {
            Deed::Contact { of: tail.strip_prefix("of=").map(str::to_owned) }
        }
        "voice" if tail.is_empty() => Deed::Voice,
        "code" if tail.is_empty() => Deed::Code { right: true },
        "code" if tail == "wrong" => Deed::Code { right: false },
        "letters" if !tail.is_empty() => {
            Deed::Letters(tail.parse().map_err(|_| format!("`{tail}` is no number of letters"))?)
        }
        _ => Deed::Text(rest.trim_matches('"').replace("\\n", "\n")),
    })
}

/// `[label]`, `[[label]]@2`
fn press(rest: &str) -> Result<Deed, String> {
    let (inside, ago) = match rest.rsplit_once('@') {
        Some((inside, ago)) if inside.ends_with(']') => {
            (inside, Some(ago.trim().parse().map_err(|_| format!("`@{ago}` is no number"))?))
        }
        _ => (rest, None),
    };
    let label = inside.trim_start_matches('[').trim_end_matches(']').trim();
    if !inside.ends_with(']') || label.is_empty() {
        return Err(format!("`{rest}` is no button; write `[label]`"));
    }
    Ok(Deed::Press { label: label.to_owned(), ago })
}

fn photos(tail: &str, as_file: bool) -> Result<Deed, String> {
    let (names, caption) = match tail.split_once("caption=") {
        Some((names, caption)) => (names, Some(caption.trim().to_owned())),
        None => (tail, None),
    };
    let mut words: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
    let album = words.iter().any(|word| word == "album");
    words.retain(|word| word != "album");
    if words.is_empty() {
        return Err("no photo is named".to_owned());
    }
    Ok(Deed::Photos { names: words, album, as_file, caption })
}

/// `key {name: value, other: $variable}`
fn wanted(rest: &str) -> Result<Wanted, String> {
    let (key, args) = match rest.split_once('{') {
        None => (rest, ""),
        Some((key, args)) => (key, args.strip_suffix('}').ok_or("the arguments lack their `}`")?),
    };
    let key = key.trim();
    if key.is_empty() || key.contains(' ') {
        return Err(format!("`{key}` is no key"));
    }
    let args = args
        .split(',')
        .filter(|arg| !arg.trim().is_empty())
        .map(|arg| {
            let (name, value) = arg.split_once(':').ok_or(format!("`{arg}` lacks its `:`"))?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect::<Result<_, String>>()?;
    Ok(Wanted { key: key.to_owned(), args })
}

fn labels(line: &str) -> Result<Vec<(bool, String)>, String> {
    let inside =
        line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).ok_or("a `]` is missing")?;
    Ok(inside
        .split(']')
        .map(|label| label.trim().trim_start_matches('[').trim())
        .map(|label| match label.strip_prefix('!') {
            Some(label) => (false, label.trim().to_owned()),
            None => (true, label.to_owned()),
        })
        .collect())
}

fn fact(rest: &str) -> Result<Fact, String> {
    let operators = [
        ("==", Operator::Equal),
        ("!=", Operator::Unequal),
        ("<=", Operator::AtMost),
        (">=", Operator::AtLeast),
    ];
    operators
        .into_iter()
        .find_map(|(mark, operator)| {
            let (left, right) = rest.split_once(mark)?;
            let (left, right) = (left.trim().to_owned(), right.trim().to_owned());
            Some(Fact { left, operator, right })
        })
        .ok_or_else(|| format!("`{rest}` compares nothing; write `count(documents) == 2`"))
}

fn event(rest: &str) -> Result<Event, String> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    Ok(match words.as_slice() {
        ["restart"] => Event::Restart,
        ["wait", length] => Event::Wait(duration(length)?),
        ["clock-back", length] => Event::SetBack(duration(length)?),
        ["duplicate-update"] => Event::DuplicateUpdate,
        ["answers", "wait"] => Event::AnswersWait,
        ["answers", "come"] => Event::AnswersCome,
        ["perform-twice"] => Event::PerformTwice,
        ["gateway-down"] => Event::GatewayDown,
        ["gateway-up"] => Event::GatewayUp,
        ["mishap"] => Event::Mishap,
        ["directory-changes", who, change] => Event::Directory {
            who: (*who).to_owned(),
            change: (*change).to_owned(),
            object: String::new(),
        },
        ["directory-changes", who, change, object] => Event::Directory {
            who: (*who).to_owned(),
            change: (*change).to_owned(),
            object: (*object).to_owned(),
        },
        ["version", flow, version] => Event::Version {
            flow: (*flow).to_owned(),
            version: version.parse().map_err(|_| format!("`{version}` is no version"))?,
        },
        _ => return Err(format!("the event `{rest}` is not known")),
    })
}

/// `30s`, `20m`, `20h`, `3d`
fn duration(text: &str) -> Result<SignedDuration, String> {
    let fault = || format!("`{text}` is no length of time; write `30s`, `20m`, `20h` or `3d`");
    let text = to_ascii_digits(text);
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let number: i64 = number.parse().map_err(|_| fault())?;
    Ok(match unit {
        "s" => SignedDuration::from_secs(number),
        "m" => SignedDuration::from_mins(number),
        "h" => SignedDuration::from_hours(number),
        "d" => SignedDuration::from_hours(24 * number),
        _ => return Err(fault()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::ruling::Ruling;
    use super::*;

    #[test]
    fn every_fault_is_told_with_its_line() {
        let source = "flow claim\nclock 1405-13-01 10:00\ninsured ali\n~ restart\nsara> x\nali> [x\nbot< a {b}\n...\n~ wait 3y\n= x\nwhat\nflow y\n";
        let faults = parse("a.convo", source).expect_err("faults");
        let lines: Vec<&str> = faults.iter().filter_map(|fault| fault.split(':').nth(1)).collect();
        assert_eq!(lines, ["2", "5", "6", "7", "8", "9", "10", "11", "12", "1"], "{faults:#?}");
    }

    #[test]
    fn a_reviewer_is_nobody_else_and_only_decides() {
        let head = "flow claim\nclock 1405-08-30 10:00\ninsured ali\nreviewer sara\n";
        let script = parse("a.convo", &format!("{head}sara> start $code\n")).expect("no fault");
        let [Line { number: 5, what: What::Decides { who, code, ruling: Ruling::Start } }] =
            script.lines.as_slice()
        else {
            panic!("{script:?}")
        };
        assert_eq!((who.as_str(), code.as_str()), ("sara", "$code"));
        for line in ["sara> سلام", "sara< welcome", "reviewer ali", "insured sara", "reviewer"]
        {
            let source = format!("{head}{line}\n");
            assert_eq!(
                parse("a.convo", &source).map_err(|faults| faults.len()).err(),
                Some(1),
                "{line}"
            );
        }
    }

    #[test]
    fn deeds_are_read() {
        let cases = [
            ("سلام # نه", Deed::Text("سلام".to_owned())),
            ("[بعدی]", Deed::Press { label: "بعدی".to_owned(), ago: None }),
            ("[[بعدی]]@2", Deed::Press { label: "بعدی".to_owned(), ago: Some(2) }),
            (
                "photos a b album caption=483920175562 است",
                Deed::Photos {
                    names: vec!["a".to_owned(), "b".to_owned()],
                    album: true,
                    as_file: false,
                    caption: Some("483920175562 است".to_owned()),
                },
            ),
            ("contact of=sara", Deed::Contact { of: Some("sara".to_owned()) }),
            ("code wrong", Deed::Code { right: false }),
        ];
        for (text, deed) in cases {
            let source = format!("flow claim\nclock 1405-08-30 10:00\ninsured ali\nali> {text}\n");
            let script = parse("a.convo", &source).expect("no fault");
            let [Line { number: 4, what: What::Deed { deed: read, .. } }] = script.lines.as_slice()
            else {
                panic!("{script:?}")
            };
            assert_eq!(*read, deed);
        }
    }
}
