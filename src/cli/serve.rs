//! `bimeyar serve`: the bot for real.

use super::bot::{Bot, Directory};
use super::content::Content;
use super::stopping::Stop;
use super::supervisor::Supervisor;
use super::terminal::{Failure, Terminal};
use super::{Settings, block_on, logging};
use crate::config::{Config, Supervision, environment};
use crate::runtime::Tasks;
use crate::sms::{Console, Provider};
use crate::wording::Problem;

pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let config = settings.load()?;
    require_token(&config)?;
    #[cfg(debug_assertions)]
    arm_fail_point()?;
    let content = Content::load_sound(&config.content).map_err(Failure::Problems)?;
    logging::begin(&config.log);
    log_warnings(&config);
    let screen = Terminal::real();
    // Not through the log: codes are in the texts.
    let console = Console::new(move |to, text| screen.note(format_args!("SMS to {to}: {text}")));
    block_on(async {
        let mut stop = Stop::listen()?;
        let directory = (Directory::Settings, console);
        // Filling a large directory takes a while.
        let bot = tokio::select! {
            bot = Bot::start(&config, content, directory, Tasks::new()) => bot?,
            () = stop.asked() => return Ok(()),
        };
        Supervisor::of(Supervision::of(environment())).ready(bot.tasks());
        stop.asked().await;
        bot.stop().await;
        Ok(())
    })
}

/// What tests ask for; release builds cannot be asked.
#[cfg(debug_assertions)]
fn arm_fail_point() -> Result<(), Failure> {
    let wish = crate::config::fail_point();
    wish.map_or(Ok(()), |wish| crate::runtime::fail_point::arm(&wish)).map_err(Failure::saying)
}

fn require_token(config: &Config) -> Result<(), Failure> {
    if !config.bale.token.expose().is_empty() {
        return Ok(());
    }
    let text = "`bale.token` is not set: without a token there is no bot";
    let hint = "@botfather on Bale gives one; `bimeyar demo` needs none.".to_owned();
    let problem = Problem::error("CF007", ("BIMEYAR__BALE__TOKEN", 0), text).hinting(Some(hint));
    Err(Failure::Problems(vec![problem]))
}

fn log_warnings(config: &Config) {
    let shown = "SMS__PROVIDER is console: nothing is sent, codes are shown here".to_owned();
    let shown = (config.sms.provider == Provider::Console).then_some(shown);
    for warning in config.warnings.iter().map(ToString::to_string).chain(shown) {
        tracing::warn!("{warning}");
    }
}
