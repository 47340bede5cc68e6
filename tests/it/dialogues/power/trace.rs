//! What a process did to its files, as `strace` saw it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The system calls that change files, make changes durable, or say something.
const CALLS: &str = "openat,write,pwrite64,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,link,linkat,\
                     fsync,fdatasync,sync_file_range";

/// Whether processes can be traced here.
pub(super) fn can_trace() -> bool {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    tried.is_ok_and(|tried| tried.status.success())
}

/// Runs `command` to its end and writes down what it did.
pub(super) fn run(command: &Command, trace: &Path) {
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-y", "-xx", "-s", "67108864", "--seccomp-bpf", "-e", "signal=none"]);
    traced.args(["-e", &format!("trace={CALLS}"), "-o"]).arg(trace);
    traced.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        traced.env(name, value.unwrap());
    }
    traced.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    traced.status().unwrap();
}

/// What a call did.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// A file was opened for writing; made, emptied.
    Opened { fd: i32, path: PathBuf, creates: bool, empties: bool },
    /// Bytes were written, at a place or where the last ones ended.
    Wrote { fd: i32, path: PathBuf, at: Option<usize>, bytes: Vec<u8> },
    /// A file was cut or made longer.
    Resized { path: PathBuf, to: usize },
    /// A file got another name.
    Renamed { from: PathBuf, to: PathBuf },
    /// A name was removed.
    Removed { path: PathBuf },
    /// All of a file was made durable.
    Synced { path: PathBuf, only_data: bool },
    /// A range of a file was handed to the disk.
    Flushed { path: PathBuf, from: usize, to: usize },
    /// Something was said on the standard output.
    Said { text: String },
}

/// A call, from its beginning to its end: lines of the trace.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) begun: usize,
    pub(super) ended: usize,
    pub(super) act: Act,
}

/// All calls that succeeded, in the order in which they began; and the number of lines.
pub(super) fn read(trace: &Path) -> (Vec<Call>, usize) {
    let text = std::fs::read_to_string(trace).unwrap();
    let mut begun: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    let mut calls = Vec::new();
    let mut lines = 0;
    for (number, line) in text.lines().enumerate() {
        lines = number + 1;
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(start) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, (number, start));
        } else if rest.starts_with("<... ") {
            let (_, end) = rest.split_once(" resumed>").unwrap();
            let Some((first, start)) = begun.remove(thread) else { continue };
            calls.extend(call(first, number, &format!("{start}{end}")));
        } else {
            calls.extend(call(number, number, rest));
        }
    }
    // The process may have ended within a call.
    for (first, start) in begun.into_values() {
        calls.extend(call(first, usize::MAX, &format!("{start}) = 0")));
    }
    calls.sort_by_key(|call| call.begun);
    (calls, lines)
}

fn call(begun: usize, ended: usize, line: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(") = ").or_else(|| rest.rsplit_once(") "))?;
    if result.trim_start_matches("= ").starts_with(['-', '?']) {
        return None;
    }
    let arguments: Vec<&str> = arguments.split(", ").collect();
    Some(Call { begun, ended, act: act(name, &arguments, result)? })
}

fn act(name: &str, arguments: &[&str], result: &str) -> Option<Act> {
    let number = |place: usize| arguments[place].parse::<usize>().unwrap();
    let renamed = |from: usize, to: usize| Act::Renamed {
        from: unescaped_path(arguments[from]),
        to: unescaped_path(arguments[to]),
    };
    Some(match name {
        "openat" => {
            let flags = arguments[2];
            if !flags.contains("O_WRONLY") && !flags.contains("O_RDWR") {
                return None;
            }
            let (fd, path) = descriptor(result.trim_start_matches("= "))?;
            let (creates, empties) = (flags.contains("O_CREAT"), flags.contains("O_TRUNC"));
            Act::Opened { fd, path, creates, empties }
        }
        "write" => match descriptor(arguments[0])? {
            (1, _) => Act::Said { text: String::from_utf8(unescaped(arguments[1])).unwrap() },
            (fd, path) => Act::Wrote { fd, path, at: None, bytes: unescaped(arguments[1]) },
        },
        "pwrite64" => {
            let (fd, path) = descriptor(arguments[0])?;
            Act::Wrote { fd, path, at: Some(number(3)), bytes: unescaped(arguments[1]) }
        }
        "ftruncate" => Act::Resized { path: descriptor(arguments[0])?.1, to: number(1) },
        "fallocate" => panic!("what `fallocate` does is not replayed"),
        "rename" => renamed(0, 1),
        "renameat" | "renameat2" => renamed(1, 3),
        "link" | "linkat" => panic!("links are not replayed"),
        "unlink" => Act::Removed { path: unescaped_path(arguments[0]) },
        "unlinkat" => Act::Removed { path: unescaped_path(arguments[1]) },
        "fsync" | "fdatasync" => {
            Act::Synced { path: descriptor(arguments[0])?.1, only_data: name == "fdatasync" }
        }
        "sync_file_range" => {
            let (from, length) = (number(1), number(2));
            Act::Flushed { path: descriptor(arguments[0])?.1, from, to: from + length }
        }
        _ => return None,
    })
}

/// `5<\x2f…>`: the number, and where it leads.
fn descriptor(text: &str) -> Option<(i32, PathBuf)> {
    let (number, path) = text.split_once('<')?;
    let (path, _) = path.rsplit_once('>')?;
    Some((number.parse().ok()?, PathBuf::from(String::from_utf8(unescaped(path)).ok()?)))
}

fn unescaped_path(text: &str) -> PathBuf {
    PathBuf::from(String::from_utf8(unescaped(text)).unwrap())
}

/// `"\x68\x69"`; every byte is written so.
fn unescaped(text: &str) -> Vec<u8> {
    assert!(!text.ends_with("..."), "cut off by strace");
    let text = text.trim_matches('"');
    if !text.starts_with("\\x") {
        return text.as_bytes().to_vec();
    }
    let hex = |pair: &str| u8::from_str_radix(pair, 16).unwrap();
    text.split("\\x").skip(1).map(hex).collect()
}
