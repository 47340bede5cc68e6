//! The only reader of the environment: variables `BIMEYAR__SECTION__KEY` set anything that the file sets, and win.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::written::{Origin, Value};

const PREFIX: &str = "BIMEYAR__";

/// All variables of this process. Those that are not Unicode are left out.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// The fail point at which a test wants the process to die. Release builds do not look for it.
#[cfg(debug_assertions)]
pub fn fail_point() -> Option<String> {
    std::env::var_os("BIMEYAR_FAIL_POINT").and_then(|wish| wish.into_string().ok())
}

/// Where this system keeps what is soon thrown away.
pub fn temporary_folder() -> PathBuf {
    std::env::temp_dir()
}

/// What systemd asks of a service that it watches over (`sd_notify(3)`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supervision {
    /// Where it wants to be told how the service is: a path, or `@` and a name.
    pub socket: Option<String>,
    /// How long the service may be silent.
    pub watchdog: Option<Duration>,
}

impl Supervision {
    /// What the variables say.
    pub fn of(variables: impl Iterator<Item = (String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in variables.filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "NOTIFY_SOCKET" => asked.socket = Some(value),
                "WATCHDOG_USEC" => asked.watchdog = value.parse().ok().map(Duration::from_micros),
                _ => {}
            }
        }
        asked
    }
}

/// The folder in which systemd gives a service its credentials, if it does.
pub(super) fn credentials(variables: &[(String, String)]) -> Option<PathBuf> {
    let folder = variables.iter().find(|(name, _)| name == "CREDENTIALS_DIRECTORY");
    folder.map(|(_, folder)| PathBuf::from(folder)).filter(|folder| folder.is_absolute())
}

/// The settings among `variables`, by dotted key. An empty variable sets nothing: `NAME=` is how many supervisors write
/// "not given".
pub(super) fn settings(
    variables: impl Iterator<Item = (String, String)>,
) -> BTreeMap<String, (Origin, Value)> {
    variables
        .filter(|(_, value)| !value.trim().is_empty())
        .filter_map(|(name, value)| {
            let key = name.strip_prefix(PREFIX)?.to_lowercase().replace("__", ".");
            Some((key, (Origin { source: name, line: 0 }, Value::Bare(value))))
        })
        .collect()
}

/// `bale.api_url` → `BIMEYAR__BALE__API_URL`.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('.', "__"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_dotted_keys_and_others_are_left_alone() {
        let given = [("BIMEYAR__BALE__API_URL", "x"), ("BIMEYAR__A__B__C", ""), ("PATH", "/")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let keys: Vec<String> = settings(given.into_iter()).into_keys().collect();
        assert_eq!(keys, ["bale.api_url"]);
        assert_eq!(variable("bale.api_url"), "BIMEYAR__BALE__API_URL");
    }
}
