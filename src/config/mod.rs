//! `config.toml` and the environment to each room's settings. No room sees the whole.
//!
//! A file for each concern; [`reader`] knows types and defaults, [`written`] the file, [`mod@environment`] the variables.
//! Everything that is wrong is told at once, with file and line, or the variable.

mod bale;
mod codes;
mod engine;
mod environment;
mod limits;
mod log;
mod reader;
mod retention;
mod sms;
mod storage;
mod written;

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use self::reader::Reader;
use self::written::Written;
use crate::bale::BaleSettings;
use crate::dialogues::CodeRules;
use crate::engine::{EngineSettings, Retention};
use crate::photo::PhotoLimits;
use crate::registry::MembersSettings;
use crate::reviewer::ReviewerSettings;
use crate::service::Limits;
use crate::sms::SmsSettings;
use crate::wording::{Problem, Severity};

#[cfg(debug_assertions)]
pub use environment::fail_point;
pub use environment::{Supervision, environment, temporary_folder};
pub use log::{LogFormat, LogSettings};
pub use storage::StorageSettings;

/// All settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The messenger.
    pub bale: BaleSettings,
    /// Where everything is kept.
    pub storage: StorageSettings,
    /// Codes and notices by SMS.
    pub sms: SmsSettings,
    /// One-time codes.
    pub codes: CodeRules,
    /// The directory of insured people.
    pub members: MembersSettings,
    /// Lists and words that replace those in the program.
    pub content: ContentSettings,
    /// The side of those who decide.
    pub reviewer: ReviewerSettings,
    /// How long what is kept is kept.
    pub retention: Retention,
    /// The dialogue.
    pub engine: EngineSettings,
    /// What is taken as a photo.
    pub photo: PhotoLimits,
    /// What may wait or be held at once.
    pub limits: Limits,
    /// The log.
    pub log: LogSettings,
    /// What is strange but stops nothing: variables that set nothing.
    pub warnings: Vec<Problem>,
}

/// Sections `[datasets]`, `[flows]`, `[locales]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentSettings {
    /// CSV, or TSV by name, of medical centres; none: the list in the program.
    pub centers: Option<PathBuf>,
    /// Folder with `*.toml`, `*.lock`, `data/*.csv`; none: those in the program.
    pub flows: Option<PathBuf>,
    /// Folder with `fa/*.ftl`; none: the words in the program.
    pub locales: Option<PathBuf>,
}

impl Config {
    /// Reads the file at `path`, if one is given, and `variables` (see [`environment()`]), which win.
    ///
    /// # Errors
    /// All problems, when one of them is an error.
    pub fn load(
        path: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Problem>> {
        let (config, problems) = Self::read(path, variables);
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        Ok(Self { warnings: problems, ..config })
    }

    /// As [`Config::load`], with the default in place of each setting that is wrong: for who wants to look further.
    pub fn read(
        path: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> (Self, Vec<Problem>) {
        let (written, problems) = path.map_or_else(Default::default, read_file);
        let variables: Vec<(String, String)> = variables.collect();
        let credentials = environment::credentials(&variables);
        let settings = environment::settings(variables.into_iter());
        let mut reader = Reader::new(written, settings, problems).with_credentials(credentials);
        let config = Self::from_reader(&mut reader);
        (config, reader.finish())
    }

    fn from_reader(reader: &mut Reader) -> Self {
        let retention = retention::read(reader);
        let limits = limits::read(reader);
        Self {
            bale: bale::read(reader),
            storage: storage::read(reader),
            sms: sms::read(reader),
            codes: codes(reader),
            members: members(reader),
            content: ContentSettings {
                centers: reader.path("datasets.centers"),
                flows: reader.path("flows.dir"),
                locales: reader.path("locales.dir"),
            },
            reviewer: reviewer(reader, limits.connections),
            retention,
            engine: engine::engine(reader, retention),
            photo: engine::photo(reader),
            limits,
            log: log::read(reader),
            warnings: Vec::new(),
        }
    }
}

fn members(reader: &mut Reader) -> MembersSettings {
    let settings = MembersSettings {
        people: reader.path("members.people"),
        contracts: reader.path("members.contracts"),
    };
    match (&settings.people, &settings.contracts) {
        (Some(_), None) => reader.missing("members.contracts", "is needed beside `members.people`"),
        (None, Some(_)) => reader.missing("members.people", "is needed beside `members.contracts`"),
        (Some(_), Some(_)) | (None, None) => {}
    }
    settings
}

fn codes(reader: &mut Reader) -> CodeRules {
    let default = CodeRules::default();
    let (lives, again) = (default.lives.as_secs(), default.resend_after.as_secs());
    CodeRules {
        lives: SignedDuration::from_secs(reader.whole("verification.ttl", 30..=3_600, lives)),
        resend_after: SignedDuration::from_secs(reader.whole(
            "verification.resend",
            10..=3_600,
            again,
        )),
        sms_per_hour: reader.number(
            "verification.sms_per_hour",
            1..=1_000_000,
            default.sms_per_hour,
        ),
        sms_per_block_hour: reader.number(
            "verification.sms_per_block",
            1..=1_000_000,
            default.sms_per_block_hour,
        ),
        lookups_per_hour: reader.number(
            "verification.lookups_per_hour",
            1..=1_000_000,
            default.lookups_per_hour,
        ),
        ..default
    }
}

fn reviewer(reader: &mut Reader, connections: usize) -> ReviewerSettings {
    let default = ReviewerSettings::default();
    let settings = ReviewerSettings {
        listen: reader.text("reviewer.listen").unwrap_or(default.listen),
        bootstrap_token: reader.secret("reviewer.bootstrap_token"),
        hsts: reader.number("reviewer.hsts", 0..=63_072_000, default.hsts),
        connections,
    };
    let port = settings.listen.rsplit_once(':').map(|(host, port)| (host, port.parse::<u16>()));
    if !matches!(port, Some((host, Ok(_))) if !host.is_empty()) {
        let text = "must be an address and a port, like 127.0.0.1:8080";
        reader.wrong("reviewer.listen", text, None);
    }
    settings
}

fn read_file(path: &Path) -> (Written, Vec<Problem>) {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(source) => written::read(&name, &source),
        Err(fault) => {
            let text = format!("the settings file cannot be read: {fault}");
            let problem = Problem::error(codes::UNREADABLE, (&name, 0), text);
            (Written::default(), vec![problem])
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_shipped_file_has_every_setting_and_no_other() {
        let (written, problems) = written::read("config.toml", include_str!("../../config.toml"));
        let there: BTreeSet<String> = written.values.keys().cloned().collect();
        let mut reader = Reader::new(written, std::collections::BTreeMap::new(), problems);
        let _config = Config::from_reader(&mut reader);
        assert_eq!(reader.known, there);
        assert_eq!(reader.finish(), []);
    }
}
