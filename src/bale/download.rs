//! Fetching files: `getFile`, then the bytes with a hard cap (`bale-api.md` §4, §5).

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use serde_json::json;

use super::envelope::Answer;
use super::wire::lenient::{size, text, truth};
use super::wire::odd_json;
use super::{BaleError, Client};

/// Where a file can be fetched, for about an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaleFile {
    /// The id that was asked for.
    pub file_id: String,
    /// The path under the file address; may be missing, and may be the id itself.
    pub file_path: Option<String>,
    /// Bytes, as Bale says.
    pub size: Option<u64>,
}

impl Client {
    /// Asks where the file is.
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn get_file(&self, file_id: &str) -> Result<BaleFile, BaleError> {
        let body = json!({"file_id": file_id});
        let result = self.call("getFile", &body, self.limits().call).await?;
        Ok(BaleFile {
            file_id: file_id.to_owned(),
            file_path: text(&result, "file_path"),
            size: size(&result, "file_size"),
        })
    }

    /// Fetches the bytes: by the path, and where that fails by the id, which Bale takes too. What is shorter than announced is
    /// fetched once more: a line without lengths breaks off without a word. The announcement may be wrong as well, so the longer
    /// one counts.
    ///
    /// # Errors
    /// [`BaleError::TooLarge`] as soon as it is known that there are more than `max_bytes`, else what Bale or the
    /// network answered.
    pub async fn download(&self, file: &BaleFile, max_bytes: u64) -> Result<Bytes, BaleError> {
        if file.size.is_some_and(|size| size > max_bytes) {
            return Err(BaleError::TooLarge { limit: max_bytes });
        }
        let first = self.download_once(file, max_bytes).await?;
        let length = |bytes: &Bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if file.size.is_none_or(|size| length(&first) >= size) {
            return Ok(first);
        }
        let second = self.download_once(file, max_bytes).await;
        Ok(second.ok().filter(|second| second.len() > first.len()).unwrap_or(first))
    }

    async fn download_once(&self, file: &BaleFile, max_bytes: u64) -> Result<Bytes, BaleError> {
        let by_id = safe_path(&file.file_id);
        let by_path = file
            .file_path
            .as_deref()
            .and_then(safe_path)
            .filter(|path| by_id.as_ref() != Some(path));
        if let Some(path) = by_path {
            match self.fetch(&path, max_bytes).await {
                // The other way may still lead there.
                Err(
                    BaleError::Refused { .. }
                    | BaleError::ChatUnknown
                    | BaleError::Blocked
                    | BaleError::Server { .. }
                    | BaleError::Unreadable,
                ) if by_id.is_some() => {}
                decided => return decided,
            }
        }
        let path = by_id.ok_or(BaleError::Unsendable("the file has no id"))?;
        match self.fetch(&path, max_bytes).await {
            // Nothing came, and nothing was announced: that is the file.
            Err(BaleError::Unreadable) if file.size == Some(0) => Ok(Bytes::new()),
            decided => decided,
        }
    }

    async fn fetch(&self, path: &str, max_bytes: u64) -> Result<Bytes, BaleError> {
        let response = self.ask_for_file(path).await?;
        let status = response.status();
        let is_json = is_json(&response);
        // The words of a refusal are short; a refusal never counts as a file that is too large.
        let limit = if status.is_success() { max_bytes } else { REFUSAL_BYTES };
        let body = match self.read_capped(response, limit).await {
            Err(BaleError::TooLarge { .. }) if !status.is_success() => Bytes::new(),
            read => read?,
        };
        let says_no = || odd_json::parse(&body).is_some_and(|v| truth(&v, "ok") == Some(false));
        if status.is_success() && !body.is_empty() && !(is_json && says_no()) {
            return Ok(body);
        }
        if status.is_success() && body.is_empty() {
            return Err(BaleError::Unreadable);
        }
        let status = status.as_u16();
        let answer = Answer { status, retry_after: None, body: body.to_vec(), whole: true };
        // An answer that is a result is no file.
        self.understand(&answer).and(Err(BaleError::Unreadable))
    }

    async fn read_capped(&self, mut response: Response, limit: u64) -> Result<Bytes, BaleError> {
        let too_large = BaleError::TooLarge { limit };
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(too_large);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.transport(error))? {
            let length = u64::try_from(body.len() + chunk.len()).unwrap_or(u64::MAX);
            if length > limit {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

/// Bytes of a refusal that are read.
const REFUSAL_BYTES: u64 = 64 * 1024;

fn is_json(response: &Response) -> bool {
    response
        .headers()
        .get(reqwest::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"))
}

/// `path` as the tail of an address that stays under the file address and names the very path that Bale gave.
///
/// URL parsers resolve `.` and `..`, also as `%2e%2e`, but not within a longer segment: the slashes beside such a segment
/// are encoded instead. `None` for an empty path and for one that is nothing but dots.
fn safe_path(path: &str) -> Option<String> {
    let path = path.trim_start_matches('/');
    if matches!(path, "" | "." | "..") {
        return None;
    }
    let is_dots = |segment: &str| matches!(segment, "." | "..");
    let mut safe = String::with_capacity(path.len());
    let mut before: Option<&str> = None;
    for segment in path.split('/') {
        match before {
            Some(before) if is_dots(before) || is_dots(segment) => safe.push_str("%2F"),
            Some(_) => safe.push('/'),
            None => {}
        }
        segment.bytes().for_each(|byte| push_encoded(&mut safe, byte));
        before = Some(segment);
    }
    Some(safe)
}

fn push_encoded(safe: &mut String, byte: u8) {
    // Unreserved characters and those that a path segment may hold as they are (RFC 3986 §3.3).
    if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
        safe.push(char::from(byte));
    } else {
        safe.push('%');
        for half in [byte >> 4, byte & 15] {
            safe.extend(
                char::from_digit(u32::from(half), 16).map(|digit| digit.to_ascii_uppercase()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_slashes_and_never_climb() {
        let cases = [
            ("photos/2024/file_0.jpg", Some("photos/2024/file_0.jpg")),
            ("1949279178:-1363799038719817213:1", Some("1949279178:-1363799038719817213:1")),
            ("/a", Some("a")),
            ("photos/../../receipt.jpg", Some("photos%2F..%2F..%2Freceipt.jpg")),
            ("../x", Some("..%2Fx")),
            ("x/..", Some("x%2F..")),
            ("%2e%2e/x", Some("%252e%252e/x")),
            ("..\\x", Some("..%5Cx")),
            ("a b?c#d", Some("a%20b%3Fc%23d")),
            ("مدرک.pdf", Some("%D9%85%D8%AF%D8%B1%DA%A9.pdf")),
            ("", None),
            ("..", None),
            ("/", None),
        ];
        for (path, expected) in cases {
            assert_eq!(safe_path(path).as_deref(), expected, "{path}");
            if let Some(safe) = safe_path(path) {
                let url = format!("http://h/file/bot1:T/{safe}");
                let url: reqwest::Url = url.parse().unwrap();
                assert!(url.path().starts_with("/file/bot1:T/"), "{url}");
                assert_eq!(url.path().len(), "/file/bot1:T/".len() + safe.len());
            }
        }
    }
}
