//! What a person sees, as it happens.

use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::Value;
use tokio::time::timeout;

/// The events of one person by Server-Sent Events.
pub(super) struct Feed {
    response: Response,
    unread: Vec<u8>,
}

impl Feed {
    /// Follows the events at `url`, from the first.
    pub(super) async fn open(client: &Client, url: &str) -> Self {
        let response = client.get(url).send().await.unwrap().error_for_status().unwrap();
        Self { response, unread: Vec::new() }
    }

    /// The next event; none when there is none within `patience`.
    pub(super) async fn next(&mut self, patience: Duration) -> Option<Value> {
        timeout(patience, self.read()).await.ok()
    }

    async fn read(&mut self) -> Value {
        loop {
            if let Some(end) = self.unread.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.unread.drain(..end + 2).collect();
                let block = String::from_utf8(block).unwrap();
                if let Some(data) = block.lines().find_map(|line| line.strip_prefix("data: ")) {
                    return serde_json::from_str(data).unwrap();
                }
                continue;
            }
            let more = self.response.chunk().await.unwrap();
            self.unread.extend(more.expect("the simulator lives as long as its people"));
        }
    }
}
