//! `bimeyar claims erase`: a claim that has come to its end goes, but for its tombstone.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::claims::tracking_code;
use super::door::{self, Answer, Request, misheard};
use super::registry::COMMAND_LINE;
use super::stores::Stores;
use super::terminal::{Failure, Terminal};
use super::{Settings, block_on};
use crate::claim::{Stage, TrackingCode};
use crate::registry::{Erasure, LeftToRemove, WhyErased};
use crate::runtime::Clock;
use crate::service::{NotRemoved, remove_documents};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The tracking code, with or without spaces.
    #[arg(value_parser = tracking_code)]
    code: TrackingCode,
    /// Why, for the audit; nobody's name or number.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    settings: Settings,
}

/// The claim that is to go.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Wanted {
    code: TrackingCode,
    reason: String,
}

/// What became of it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Erased {
    /// With so many documents.
    Done(usize),
    Already,
    UnderWay(Stage),
    Unknown,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let Arguments { code, reason, settings } = arguments;
    let config = settings.load()?;
    let wanted = Wanted { code: code.clone(), reason: reason.clone() };
    let answer = block_on(door::ask(&config.storage, Request::Erase(wanted)))?;
    let Answer::Erased(erased) = answer else { return Err(misheard()) };
    match erased {
        Erased::Done(documents) => {
            terminal.say(format_args!(
                "{code} is erased, with {documents} documents",
                code = code.as_str()
            ));
            Ok(())
        }
        Erased::Already => {
            terminal.say(format_args!("{code} was erased before", code = code.as_str()));
            Ok(())
        }
        Erased::UnderWay(stage) => Err(Failure::saying(format!(
            "the claim is at the stage `{}`: only one that has come to its end can be erased",
            stage.name()
        ))),
        Erased::Unknown => {
            Err(Failure::saying(format!("there is no claim {code}", code = code.as_str())))
        }
    }
}

/// Erases a claim and what the store of documents has of it.
pub(super) async fn erase(stores: &Stores, wanted: Wanted) -> Result<Erased, Failure> {
    let Wanted { code, reason } = wanted;
    let why = WhyErased::Staff { name: COMMAND_LINE.to_owned(), reason };
    let erasure = stores.registry.erase_claim(&code, &why, Clock::system().now()).await;
    let erasure = erasure.map_err(|fault| Failure::of("cannot erase the claim", fault))?;
    Ok(match erasure {
        Erasure::Done(left) => Erased::Done(remove(stores, left).await?),
        Erasure::AlreadyErased => Erased::Already,
        Erasure::UnderWay(stage) => Erased::UnderWay(stage),
        Erasure::Unknown => Erased::Unknown,
    })
}

async fn remove(stores: &Stores, left: LeftToRemove) -> Result<usize, Failure> {
    let removed = remove_documents(&stores.dialogues, &stores.documents, left).await;
    removed.map_err(|fault| match fault {
        NotRemoved::Store(fault) => Failure::of("cannot look at the drafts", fault),
        NotRemoved::Documents(fault) => Failure::of("cannot remove the documents", fault),
    })
}
