//! `bimeyar flows publish`: records what drafts are made of, so that no later change can lose one unseen.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Settings;
use super::content::Content;
use super::terminal::{Failure, Terminal};
use crate::flow::{Flow, Lock, render_lock};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Writes the file `ID.lock` of each flow in the folder of flows. Nothing is written when anything is at fault.
    Publish(Publish),
}

#[derive(Debug, Args)]
pub(super) struct Publish {
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    let Command::Publish(arguments) = command;
    let config = arguments.settings.load()?;
    let Some(folder) = &config.content.flows else {
        return Err(Failure::saying(
            "the flows inside the program cannot be published again. Name the folder of your own flows: \
             `BIMEYAR__FLOWS__DIR=flows bimeyar flows publish`",
        ));
    };
    let content = Content::load_sound(&config.content).map_err(Failure::Problems)?;
    let news = content
        .flows
        .values()
        .map(|flow| News::of(folder, flow))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    write_all(&news)?;
    for new in &news {
        terminal.say(&new.told);
    }
    let (published, unchanged) = (news.len(), content.flows.len() - news.len());
    terminal.say(format_args!("{published} flows published, {unchanged} unchanged"));
    Ok(())
}

/// A lock file that is to be written.
#[derive(Debug)]
struct News {
    path: PathBuf,
    text: String,
    told: String,
}

impl News {
    /// None when the lock file says it already.
    fn of(folder: &Path, flow: &Flow) -> Result<Option<Self>, Failure> {
        let path = folder.join(format!("{}.lock", flow.id));
        let text = render_lock(flow);
        let before = match fs::read_to_string(&path) {
            Ok(before) => Some(before),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => None,
            Err(fault) => {
                return Err(Failure::of(format!("cannot read {}", path.display()), fault));
            }
        };
        if before.as_ref() == Some(&text) {
            return Ok(None);
        }
        let file = path.display().to_string();
        let lock = before.and_then(|before| Lock::read(&file, &before).0);
        let was = match lock {
            Some(lock) if lock.version != flow.version => format!(", was {}", lock.version),
            Some(_) => String::new(),
            None => ", new".to_owned(),
        };
        let told = format!("{file}: version {}{was}", flow.version);
        Ok(Some(Self { path, text, told }))
    }

    /// Where the text lies until all are written.
    fn aside(&self) -> PathBuf {
        self.path.with_extension("lock.new")
    }
}

/// Writes all or none: what fails, fails before the first lock is replaced.
fn write_all(news: &[News]) -> Result<(), Failure> {
    let written = news.iter().try_for_each(write_aside);
    let done = written.and_then(|()| {
        news.iter().try_for_each(|new| {
            let moved = fs::rename(new.aside(), &new.path);
            moved
                .map_err(|fault| Failure::of(format!("cannot write {}", new.path.display()), fault))
        })
    });
    if done.is_err() {
        for new in news {
            // Most are not there; what cannot be removed harms nobody.
            let _left = fs::remove_file(new.aside());
        }
    }
    done
}

fn write_aside(new: &News) -> Result<(), Failure> {
    let aside = new.aside();
    let written = fs::File::create(&aside).and_then(|mut file| {
        file.write_all(new.text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|fault| Failure::of(format!("cannot write {}", aside.display()), fault))
}
