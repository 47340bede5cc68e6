//! A server that answers each request with the next line of its script, also with half an answer or none.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bimeyar::bale::{BaleSettings, Client, Limits};
use bimeyar::runtime::{Secret, Tasks, http};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The bot's token in these tests.
pub(crate) const TOKEN: &str = "123456789:abcdIuZmK5qNEm2A1BhUaAg7MPJv1O9KCcBQB2ro";

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A whole answer: status, media type, body.
    Http(u16, &'static str, Vec<u8>),
    /// A body of unknown length, in chunks, that never ends.
    Endless(&'static str),
    /// An answer that promises more than it gives.
    Truncated(u16, &'static str),
    /// The connection is closed without a word.
    Reset,
    /// No answer, ever.
    Silence,
}

impl Reply {
    /// A JSON answer.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::Http(status, "application/json", body.as_bytes().to_vec())
    }

    /// `{"ok":true,"result":…}`.
    pub(crate) fn ok(result: &Value) -> Self {
        Self::json(200, &format!(r#"{{"ok":true,"result":{result}}}"#))
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// The JSON body.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The path after `bot<token>/`.
    pub(crate) fn tail(&self) -> &str {
        let path = self.line.split(' ').nth(1).unwrap_or_default();
        path.rsplit_once(&format!("{TOKEN}/")).map_or(path, |(_, tail)| tail)
    }
}

/// The running server. After the last line of the script it is silent.
pub(crate) struct Server {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    _tasks: Tasks,
}

impl Server {
    /// Starts a server with `script`.
    pub(crate) async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(Mutex::new(script.into_iter().collect::<VecDeque<_>>()));
        let tasks = Tasks::new();
        let (log, inner) = (Arc::clone(&asked), tasks.clone());
        tasks.spawn("server", async move {
            while let Ok((stream, _)) = listener.accept().await {
                inner.spawn("connection", serve(stream, Arc::clone(&script), Arc::clone(&log)));
            }
        });
        Self { address, asked, _tasks: tasks }
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// A client of this server that loses patience soon.
    pub(crate) fn client(&self) -> Client {
        client_of(&self.address)
    }
}

/// A client of the server at `api_url`.
pub(crate) fn client_of(api_url: &str) -> Client {
    let token = Secret::new(TOKEN.to_owned());
    let settings = BaleSettings { api_url: format!("{api_url}/"), token, ..Default::default() };
    let short = Duration::from_millis(300);
    let limits = Limits { call: short, upload: short, download: short };
    Client::with_limits(&settings, http::client().unwrap(), limits)
}

async fn serve(
    stream: TcpStream,
    script: Arc<Mutex<VecDeque<Reply>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
) {
    let mut stream = BufReader::new(stream);
    let Some(request) = read_request(&mut stream).await else { return };
    asked.lock().unwrap().push(request);
    let reply = script.lock().unwrap().pop_front().unwrap_or(Reply::Silence);
    let answer = match reply {
        Reply::Http(status, media_type, body) => {
            let mut answer = head(status, media_type, body.len());
            answer.extend(body);
            answer
        }
        Reply::Truncated(status, body) => {
            let mut answer = head(status, "application/json", body.len() + 100);
            answer.extend(body.as_bytes());
            answer
        }
        Reply::Endless(chunk) => return flood(stream, chunk).await,
        Reply::Reset => return,
        Reply::Silence => std::future::pending().await,
    };
    stream.get_mut().write_all(&answer).await.unwrap();
    stream.get_mut().shutdown().await.unwrap();
}

/// Writes until nobody reads any more.
async fn flood(mut stream: BufReader<TcpStream>, chunk: &str) {
    let head = "HTTP/1.1 200 X\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("{:x}\r\n{chunk}\r\n", chunk.len());
    let mut written = stream.get_mut().write_all(head.as_bytes()).await;
    while written.is_ok() {
        written = stream.get_mut().write_all(chunk.as_bytes()).await;
    }
}

fn head(status: u16, media_type: &str, length: usize) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|&read| read > 0)?;
    let mut headers = String::new();
    while !headers.ends_with("\r\n\r\n") {
        stream.read_line(&mut headers).await.ok().filter(|&read| read > 0)?;
    }
    let length = headers
        .to_ascii_lowercase()
        .lines()
        .find_map(|header| header.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some(Asked { line: line.trim().to_owned(), headers, body })
}
