//! Section `[log]`.

use tracing_subscriber::EnvFilter;

use super::reader::Reader;

/// What is logged, to the standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// Levels by target, like `info,bimeyar::service=debug`. Default `info`.
    pub filter: String,
    /// How a line looks. Default [`LogFormat::Full`].
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Time, level, target, message, fields.
    Full,
    /// Shorter, for eyes.
    Compact,
    /// One object of JSON a line, for collectors.
    Json,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::Full }
    }
}

pub(super) fn read(reader: &mut Reader) -> LogSettings {
    let default = LogSettings::default();
    let formats =
        [("full", LogFormat::Full), ("compact", LogFormat::Compact), ("json", LogFormat::Json)];
    let mut settings = LogSettings {
        filter: reader.text("log.filter").unwrap_or_else(|| default.filter.clone()),
        format: reader.one_of("log.format", &formats, default.format),
    };
    if EnvFilter::builder().parse(&settings.filter).is_err() {
        let hint = "For example: info,bimeyar::service=debug".to_owned();
        reader.wrong("log.filter", "is no filter", Some(hint));
        settings.filter = default.filter;
    }
    settings
}
