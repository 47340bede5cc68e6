//! Plays a conversation on a stage.

use std::collections::{BTreeMap, VecDeque};

use bimeyar::persian::text;
use jiff::SignedDuration;

use super::fill;
use super::script::{Deed, Event, Fact, Line, Operator, Script, Wanted, What};
use super::stage::{Act, Said, Stage};

/// How long a person takes to answer a message, and how soon a finger comes down again.
const THINKS: SignedDuration = SignedDuration::from_secs(10);
const AGAIN: SignedDuration = SignedDuration::from_secs(1);
/// Lines of the chat that a failure shows.
const SHOWN: usize = 30;

/// A conversation being played.
pub(crate) struct Play<'s> {
    pub(crate) script: &'s Script,
    pub(crate) stage: &'s mut dyn Stage,
    variables: BTreeMap<String, String>,
    ears: BTreeMap<String, Ear>,
    /// Who did something last.
    actor: String,
    /// The message that `+`, `!` and `[label]` lines look at.
    current: Option<Said>,
    /// Whether the last line that counted was something that `actor` did.
    acting: bool,
    taps: u32,
    typed: u32,
    chat: Vec<String>,
}

/// What one person has got from the bot.
#[derive(Debug, Default)]
struct Ear {
    unread: VecDeque<Said>,
    /// The last message of a stretch that was filled in: it may be read or not.
    spare: Option<Said>,
    all: Vec<Said>,
}

/// Plays `script`; a failure is told with the chat up to it.
pub(crate) fn play(script: &Script, stage: &mut dyn Stage) -> Result<(), String> {
    let mut variables = BTreeMap::new();
    for part in &script.people {
        if let Some(person) = stage.person(&part.name) {
            let name = &part.name;
            variables.insert(format!("{name}.mobile"), person.mobile.expose().to_owned());
            variables
                .insert(format!("{name}.national_code"), person.national_code.expose().to_owned());
        }
    }
    let actor = script.people.first().map(|part| part.name.clone()).unwrap_or_default();
    let mut play = Play {
        script,
        stage,
        variables,
        ears: script.people.iter().map(|part| (part.name.clone(), Ear::default())).collect(),
        actor,
        current: None,
        acting: false,
        taps: 0,
        typed: 0,
        chat: Vec::new(),
    };
    for line in &script.lines {
        play.line(line).map_err(|fault| play.failure(line.number, &fault))?;
    }
    let last = script.lines.last().map_or(0, |line| line.number);
    play.nothing_unread().map_err(|fault| play.failure(last, &fault))
}

impl Play<'_> {
    fn line(&mut self, line: &Line) -> Result<(), String> {
        let written = self.script.source.get(line.number - 1).cloned().unwrap_or_default();
        self.chat.push(format!("{:4} {written}", line.number));
        match &line.what {
            What::Deed { who, deed } => {
                let again = self.acting && self.actor == *who;
                if !self.acting {
                    self.nothing_unread()?;
                }
                self.stage.pause(if again { AGAIN } else { THINKS })?;
                self.gather();
                self.actor.clone_from(who);
                self.current = None;
                self.do_it(who, deed)?;
                self.acting = true;
            }
            What::Decides { who, code, ruling } => {
                if !self.acting {
                    self.nothing_unread()?;
                }
                self.stage.pause(THINKS)?;
                self.gather();
                self.current = None;
                self.stage.decide(who, &self.put_in(code), ruling)?;
                self.gather();
                self.acting = true;
            }
            What::Hears { who, wanted } => {
                let who = who.clone().unwrap_or_else(|| self.actor.clone());
                self.acting = false;
                let said = self.next(&who).ok_or_else(|| format!("{who} hears nothing more"))?;
                self.current = Some(said);
                self.also(wanted)?;
            }
            What::Also(wanted) => self.also(wanted)?,
            What::Never(key) => {
                let said = self.current()?;
                if !self.stage.says(said, key).is_empty() {
                    return Err(format!("the message says `{key}`"));
                }
            }
            What::Buttons(labels) => {
                let filled = |(wanted, label): &(bool, String)| (*wanted, self.put_in(label));
                let labels: Vec<_> = labels.iter().map(filled).collect();
                buttons(self.current()?, &labels)?;
            }
            What::Fact(fact) => self.fact(fact)?,
            What::Event(event) => {
                let event = self.filled(event);
                self.stage.event(&event, &self.actor)?;
                self.gather();
                self.acting = true;
            }
            What::Fill { until } => {
                self.nothing_unread()?;
                fill::until(self, until)?;
                self.acting = false;
            }
        }
        Ok(())
    }

    /// `event` with its variables put in.
    fn filled(&self, event: &Event) -> Event {
        let mut event = event.clone();
        if let Event::Directory { object, .. } = &mut event {
            *object = self.put_in(object);
        }
        event
    }

    /// Does `deed` for `who` and takes in what the bot says to it.
    pub(crate) fn do_it(&mut self, who: &str, deed: &Deed) -> Result<(), String> {
        if let Some(ear) = self.ears.get_mut(who) {
            ear.spare = None;
        }
        let act = self.act(who, deed)?;
        match (deed, &act) {
            (Deed::Press { .. }, _) | (_, Act::Contact { .. }) => self.taps += 1,
            (_, Act::Photos { names, .. }) => self.taps += u32::try_from(names.len()).unwrap_or(0),
            (_, Act::Text(_) | Act::Press(_)) => self.typed += 1,
            (_, Act::Voice) => {}
        }
        self.stage.act(who, &act)?;
        self.gather();
        Ok(())
    }

    fn act(&self, who: &str, deed: &Deed) -> Result<Act, String> {
        let phone = |of: &str| {
            let person = self.stage.person(of).ok_or_else(|| format!("nobody is called `{of}`"))?;
            Ok::<String, String>(person.mobile.international())
        };
        Ok(match deed {
            Deed::Text(text) => Act::Text(self.put_in(text)),
            Deed::Letters(count) => Act::Text("آب ".chars().cycle().take(*count).collect()),
            Deed::Code { right } => {
                let code = self.stage.one_time_code(who).ok_or("no one-time code was sent")?;
                let other = if code == "000000" { "000001" } else { "000000" };
                Act::Text(if *right { code } else { other.to_owned() })
            }
            Deed::Press { label, ago } => self.press(who, label, *ago)?,
            Deed::Photos { names, album, as_file, caption } => Act::Photos {
                names: names.clone(),
                album: *album,
                as_file: *as_file,
                caption: caption.as_ref().map(|caption| self.put_in(caption)),
            },
            Deed::Contact { of: None } => Act::Contact { phone: phone(who)?, own: true },
            Deed::Contact { of: Some(of) } => Act::Contact { phone: phone(of)?, own: false },
            Deed::Voice => Act::Voice,
        })
    }

    /// The button called `label`: of the newest message that has it, or of the message so many questions ago.
    fn press(&self, who: &str, label: &str, ago: Option<usize>) -> Result<Act, String> {
        let label = self.put_in(label);
        let all = self.ears.get(who).map_or(&[][..], |ear| ear.all.as_slice());
        if let Some(ago) = ago {
            let mut questions = all.iter().rev().filter(|said| !said.inline.is_empty());
            let said = questions.nth(ago).ok_or("there are not so many questions")?;
            return inline(said, &label).ok_or_else(|| missing(said, &label));
        }
        let mut bottom = false;
        for said in all.iter().rev() {
            if let Some(act) = inline(said, &label) {
                return Ok(act);
            }
            // Only the newest keyboard at the bottom of the chat is there.
            if let Some(words) = said.bottom.as_ref().filter(|_| !bottom) {
                bottom = true;
                if let Some(word) = words.iter().find(|word| same(word, &label)) {
                    return Ok(Act::Text(word.clone()));
                }
                if said.share.as_ref().is_some_and(|share| same(share, &label)) {
                    return self.act(who, &Deed::Contact { of: None });
                }
            }
        }
        let newest =
            all.last().map_or_else(|| "no message".to_owned(), |said| missing(said, &label));
        Err(format!("no message has the button `{label}`; the newest: {newest}"))
    }

    /// `$name` replaced by what was captured.
    fn put_in(&self, text: &str) -> String {
        let mut longest: Vec<(&String, &String)> = self.variables.iter().collect();
        longest.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        longest
            .into_iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${name}"), value))
    }

    fn gather(&mut self) {
        for (who, ear) in &mut self.ears {
            for said in self.stage.heard(who) {
                let keys: Vec<&str> = said.keys.iter().map(|(key, _)| key.as_str()).collect();
                self.chat.push(format!("       → {who}: {}", keys.join(" ")));
                for line in said.text.lines() {
                    self.chat.push(format!("         | {line}"));
                }
                for row in &said.inline {
                    let labels: Vec<String> =
                        row.iter().map(|(label, _)| format!("[{label}]")).collect();
                    self.chat.push(format!("         {}", labels.join(" ")));
                }
                ear.unread.push_back(said.clone());
                ear.all.push(said);
            }
        }
    }

    fn next(&mut self, who: &str) -> Option<Said> {
        let ear = self.ears.get_mut(who)?;
        ear.unread.pop_front().or_else(|| ear.spare.take())
    }

    /// Everything was read, except that the last message may be read or not.
    pub(crate) fn forget_unread(&mut self) {
        for ear in self.ears.values_mut() {
            ear.spare = ear.unread.pop_back().or(ear.spare.take());
            ear.unread.clear();
        }
    }

    /// The newest messages to `who`, newest first.
    pub(crate) fn newest(&self, who: &str) -> impl Iterator<Item = &Said> {
        self.ears.get(who).map_or(&[][..], |ear| ear.all.as_slice()).iter().rev()
    }

    /// Who did something last.
    pub(crate) fn actor(&self) -> String {
        self.actor.clone()
    }

    fn current(&self) -> Result<&Said, String> {
        self.current.as_ref().ok_or_else(|| "no message was read before this line".to_owned())
    }

    fn nothing_unread(&self) -> Result<(), String> {
        let mut unread = self.ears.iter().flat_map(|(who, ear)| {
            ear.unread.iter().map(move |said| format!("{who} was told more:\n{}", said.text))
        });
        unread.next().map_or(Ok(()), Err)
    }

    fn also(&mut self, wanted: &Wanted) -> Result<(), String> {
        let said = self.current()?;
        let ways = self.stage.says(said, &wanted.key);
        if ways.is_empty() {
            return Err(format!("the message does not say `{}`", wanted.key));
        }
        let mut why = String::new();
        for way in &ways {
            match self.fits(wanted, way) {
                Ok(captured) => {
                    self.variables.extend(captured);
                    return Ok(());
                }
                Err(fault) => why = fault,
            }
        }
        Err(format!("`{}` is said otherwise: {why}", wanted.key))
    }

    /// What is captured when the arguments fit.
    fn fits(
        &self,
        wanted: &Wanted,
        args: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, String> {
        let mut captured = BTreeMap::new();
        for (name, value) in &wanted.args {
            let said = args.get(name).ok_or_else(|| format!("it has no `{name}`"))?;
            match value.strip_prefix('$').filter(|name| !self.variables.contains_key(*name)) {
                Some(variable) => drop(captured.insert(variable.to_owned(), said.clone())),
                None if same(said, &self.put_in(value)) => {}
                None => return Err(format!("{name} is `{said}`")),
            }
        }
        Ok(captured)
    }

    fn fact(&mut self, fact: &Fact) -> Result<(), String> {
        let left = match fact.left.as_str() {
            "taps" => self.taps.to_string(),
            "typed" => self.typed.to_string(),
            name => self.stage.fact(name, &self.actor)?,
        };
        let right = self.put_in(&fact.right);
        let numbers =
            left.parse::<i64>().ok().zip(text::to_ascii_digits(&right).parse::<i64>().ok());
        let holds = match (fact.operator, numbers) {
            (Operator::Equal, _) => same(&left, &right),
            (Operator::Unequal, _) => !same(&left, &right),
            (Operator::AtMost, Some((left, right))) => left <= right,
            (Operator::AtLeast, Some((left, right))) => left >= right,
            (Operator::AtMost | Operator::AtLeast, None) => false,
        };
        if holds { Ok(()) } else { Err(format!("`{}` is `{left}`", fact.left)) }
    }

    fn failure(&self, line: usize, fault: &str) -> String {
        let skipped = self.chat.len().saturating_sub(SHOWN);
        let chat: Vec<&str> = self.chat.iter().skip(skipped).map(String::as_str).collect();
        format!("{}\n{}:{line}: {fault}  ◀◀◀\n", chat.join("\n"), self.script.file)
    }
}

/// Whether two texts say the same, whatever digits and letters they are written with.
pub(crate) fn same(one: &str, other: &str) -> bool {
    text::normalise(one) == text::normalise(other)
}

fn inline(said: &Said, label: &str) -> Option<Act> {
    let mut buttons = said.inline.iter().flatten();
    let (_, data) = buttons.find(|(known, _)| same(known, label))?;
    data.clone().map(Act::Press)
}

fn missing(said: &Said, label: &str) -> String {
    let labels: Vec<String> =
        said.inline.iter().flatten().map(|(label, _)| format!("[{label}]")).collect();
    format!("`{label}` is not among {}", labels.join(" "))
}

fn buttons(said: &Said, labels: &[(bool, String)]) -> Result<(), String> {
    for (wanted, label) in labels {
        let bottom = said.bottom.iter().flatten().chain(&said.share);
        let mut all = said.inline.iter().flatten().map(|(label, _)| label).chain(bottom);
        if all.any(|known| same(known, label)) != *wanted {
            let what = if *wanted { missing(said, label) } else { format!("`{label}` is there") };
            return Err(what);
        }
    }
    Ok(())
}
