//! The door of a running bot, for commands of the same owner on the same machine: what only the process that has the stores
//! open can do. One line of JSON is asked, one is answered; an export of the dialogues follows its line.
//!
//! A Unix socket in Linux' abstract namespace: there is no file of it in the data folder, none is left behind by a crash. Its
//! name is that of the lock file by device and inode, so it leads to the bot of this very folder and to no other; who is at the
//! other end, the kernel says.

use std::fs;
use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::{SocketAddr, UnixListener as StdListener, UnixStream as StdStream};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::stores::Stores;
use super::terminal::Failure;
use super::{backup, dead, erase, keys};
use crate::config::StorageSettings;
use crate::dialogues::Export;
use crate::runtime::Tasks;
use crate::service::Running as Service;

/// Bytes of a line.
const LONGEST_LINE: u64 = 64 * 1024;
/// For who connects and asks nothing.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Request {
    /// Which keys there are and what they have sealed.
    Keys,
    /// Another master key, and everything sealed anew.
    Rotate,
    /// Everything sealed anew.
    Rewrap,
    /// A key is to go.
    Retire(String),
    /// A claim is to go.
    Erase(erase::Wanted),
    /// Something about what was put aside.
    Dead(dead::Wanted),
    /// The dialogues, for a backup.
    Export,
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Keys(Vec<keys::KeyLine>),
    Rewrapped(keys::Rewrapped),
    Retired(keys::Retired),
    Erased(erase::Erased),
    Dead(dead::Told),
    /// The export follows.
    Export(backup::Exported),
    /// Why it was not done.
    Failed(String),
}

/// Where the door of the bot of `storage` is, and whose it is; none: nothing was ever kept there.
struct Place {
    address: SocketAddr,
    owner: u32,
}

impl Place {
    fn of(dialogues: &Path) -> io::Result<Option<Self>> {
        let lock = match fs::metadata(dialogues.join("bimeyar.lock")) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
            lock => lock?,
        };
        let name = format!("bimeyar-{:x}-{:x}", lock.dev(), lock.ino());
        let address = SocketAddr::from_abstract_name(name)?;
        Ok(Some(Self { address, owner: lock.uid() }))
    }

    /// Nobody but the owner of the data, and root, is spoken with.
    fn trusts(&self, stream: &UnixStream) -> bool {
        stream.peer_cred().is_ok_and(|peer| [0, self.owner].contains(&peer.uid()))
    }
}

/// What is behind the door.
#[derive(Clone, Debug)]
pub(super) struct Inside {
    pub(super) stores: Stores,
    /// None: the command itself has the stores open.
    pub(super) running: Option<Service>,
}

/// Opens the door of the bot that has these stores. A bot without one works all the same, so a fault is only told.
pub(super) fn open(inside: Inside, dialogues: &Path, tasks: &Tasks) {
    let opened = Place::of(dialogues).and_then(|place| {
        let Some(place) = place else { return Ok(None) };
        let listener = StdListener::bind_addr(&place.address)?;
        listener.set_nonblocking(true)?;
        Ok(Some((place, UnixListener::from_std(listener)?)))
    });
    match opened {
        Ok(Some((place, listener))) => {
            tasks.spawn("door", keep(place, listener, inside, tasks.clone()));
        }
        Ok(None) => {}
        Err(fault) => {
            tracing::warn!(%fault, "the bot has no door: `keys`, `dead` and `backup` find it only when it is stopped");
        }
    }
}

async fn keep(place: Place, listener: UnixListener, inside: Inside, tasks: Tasks) {
    while let Some(visitor) = tasks.stopping().run_until_cancelled(listener.accept()).await {
        match visitor {
            Ok((stream, _)) if place.trusts(&stream) => admit(stream, &inside, &tasks),
            Ok(_) => tell("a stranger"),
            Err(fault) => {
                tell(&fault.to_string());
                tokio::time::sleep(PATIENCE).await;
            }
        }
    }
}

fn tell(what: &str) {
    tracing::warn!(what, "nobody was let in at the door");
}

fn admit(stream: UnixStream, inside: &Inside, tasks: &Tasks) {
    let (inside, stopping) = (inside.clone(), tasks.stopping().clone());
    tasks.spawn("visitor", async move {
        let served = tokio::select! {
            () = stopping.cancelled() => return,
            served = serve(stream, &inside) => served,
        };
        if let Err(fault) = served {
            tracing::warn!(%fault, "a command could not be answered");
        }
    });
}

async fn serve(stream: UnixStream, inside: &Inside) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let request = tokio::time::timeout(PATIENCE, line(&mut stream)).await??;
    if request.is_empty() {
        // Somebody only wanted to know whether there is a bot.
        return Ok(());
    }
    let request = serde_json::from_str(&request)?;
    let (answer, export) = match answer(inside, request).await {
        Ok(answered) => answered,
        Err(failure) => (Answer::Failed(failure.to_string()), None),
    };
    let mut told = serde_json::to_vec(&answer)?;
    told.push(b'\n');
    stream.write_all(&told).await?;
    if let Some(export) = export {
        let mut file = tokio::fs::File::from_std(export.into());
        tokio::io::copy(&mut file, &mut stream).await?;
    }
    stream.shutdown().await
}

/// Does what is asked with stores that this process has open.
pub(super) async fn answer(
    inside: &Inside,
    request: Request,
) -> Result<(Answer, Option<Export>), Failure> {
    let stores = &inside.stores;
    let answer = match request {
        Request::Keys => Answer::Keys(keys::lines(stores).await?),
        Request::Rotate => Answer::Rewrapped(keys::rotate(stores).await?),
        Request::Rewrap => Answer::Rewrapped(keys::rewrap(stores).await?),
        Request::Retire(key) => Answer::Retired(keys::retire(stores, &key).await?),
        Request::Erase(wanted) => Answer::Erased(erase::erase(stores, wanted).await?),
        Request::Dead(wanted) => {
            Answer::Dead(dead::answer(stores, inside.running.as_ref(), wanted).await?)
        }
        Request::Export => {
            let (exported, export) = backup::export(stores).await?;
            return Ok((Answer::Export(exported), Some(export)));
        }
    };
    Ok((answer, None))
}

async fn line(stream: &mut BufReader<UnixStream>) -> io::Result<String> {
    let mut line = String::new();
    stream.take(LONGEST_LINE).read_line(&mut line).await?;
    Ok(line)
}

/// A running bot that answers.
pub(super) struct Running(BufReader<UnixStream>);

impl Running {
    /// The bot that has the folder of `storage` open; none: none runs, or none that has a door.
    pub(super) fn of(storage: &StorageSettings) -> Result<Option<Self>, Failure> {
        let failed = |fault| Failure::of("cannot ask the running bot", fault);
        let Some(place) = Place::of(&storage.dialogues().dir).map_err(failed)? else {
            return Ok(None);
        };
        let stream = match StdStream::connect_addr(&place.address) {
            Err(fault) if fault.kind() == io::ErrorKind::ConnectionRefused => return Ok(None),
            stream => stream.map_err(failed)?,
        };
        stream.set_nonblocking(true).map_err(failed)?;
        let stream = UnixStream::from_std(stream).map_err(failed)?;
        if !place.trusts(&stream) {
            return Err(Failure::saying(
                "somebody who does not own the data folder answers in the place of its bot",
            ));
        }
        Ok(Some(Self(BufReader::new(stream))))
    }

    /// Asks; an answer may be followed by an export.
    pub(super) async fn ask(mut self, request: &Request) -> Result<(Answer, Self), Failure> {
        let asked = async {
            let mut question = serde_json::to_vec(request)?;
            question.push(b'\n');
            self.0.write_all(&question).await?;
            Ok::<Answer, io::Error>(serde_json::from_str(&line(&mut self.0).await?)?)
        };
        match asked.await {
            Ok(Answer::Failed(why)) => Err(Failure::saying(why)),
            Ok(answer) => Ok((answer, self)),
            Err(fault) => Err(Failure::of("the running bot did not answer", fault)),
        }
    }

    /// What follows the answer.
    pub(super) fn into_rest(self) -> BufReader<UnixStream> {
        self.0
    }
}

/// Asks the running bot or, when none runs, does what is asked here.
pub(super) async fn ask(storage: &StorageSettings, request: Request) -> Result<Answer, Failure> {
    if let Some(running) = Running::of(storage)? {
        return running.ask(&request).await.map(|(answer, _)| answer);
    }
    let stores = Stores::open(storage).await?;
    let inside = Inside { stores: stores.clone(), running: None };
    let answered = answer(&inside, request).await;
    drop(inside);
    stores.close().await;
    answered.map(|(answer, _)| answer)
}

/// When an answer is to another question.
pub(super) fn misheard() -> Failure {
    Failure::saying(
        "the running bot is of another version: stop it, or use the program that it was started from",
    )
}
