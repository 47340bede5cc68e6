//! Downloads: which address, how much, and what is no file.

use bimeyar::bale::{BaleError, BaleFile};
use bytes::Bytes;
use serde_json::json;

use super::server::{Reply, Server, TOKEN};

fn file(file_path: Option<&str>, size: Option<u64>) -> BaleFile {
    BaleFile { file_id: "1:-2:1".to_owned(), file_path: file_path.map(str::to_owned), size }
}

fn jpeg() -> Reply {
    Reply::Http(200, "image/jpeg", b"JPEG".to_vec())
}

fn not_found() -> Reply {
    Reply::json(404, r#"{"ok":false,"error_code":404,"description":"Not Found"}"#)
}

#[tokio::test]
async fn the_path_goes_as_it_is_and_never_climbs() {
    let found = json!({"file_id": "big", "file_path": "photos/../../receipt.jpg", "file_size": 4});
    let server = Server::start([Reply::ok(&found), jpeg(), jpeg()]).await;
    let client = server.client();
    let told = client.get_file("big").await.unwrap();
    assert_eq!(told.size, Some(4));
    assert_eq!(client.download(&told, 4).await, Ok(Bytes::from_static(b"JPEG")));
    client.download(&file(Some("photos/2024/file_0.jpg"), None), 4).await.unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].json(), json!({"file_id": "big"}));
    let line = |path: &str| format!("GET /file/bot{TOKEN}/{path} HTTP/1.1");
    assert_eq!(asked[1].line, line("photos%2F..%2F..%2Freceipt.jpg"));
    assert_eq!(asked[2].line, line("photos/2024/file_0.jpg"));
}

#[tokio::test]
async fn where_the_path_leads_nowhere_the_id_is_tried() {
    let no = Reply::json(200, r#"{"ok":false,"description":"file not found"}"#);
    let empty = Reply::Http(200, "image/jpeg", Vec::new());
    for first in [not_found(), no, empty, Reply::Http(502, "text/html", b"<html>".to_vec())] {
        let server = Server::start([first, jpeg()]).await;
        let fetched = server.client().download(&file(Some("a.jpg"), None), 1000).await;
        assert_eq!(fetched, Ok(Bytes::from_static(b"JPEG")));
        assert_eq!(
            server.asked().iter().map(|asked| asked.tail().to_owned()).collect::<Vec<_>>(),
            ["a.jpg", "1:-2:1"]
        );
    }
    let server = Server::start([not_found()]).await;
    let fetched = server.client().download(&file(Some("1:-2:1"), None), 10).await;
    let expected = BaleError::Refused { code: Some(404), description: "Not Found".to_owned() };
    assert_eq!(fetched, Err(expected));
}

#[tokio::test]
async fn no_more_is_read_than_the_caller_takes() {
    let server = Server::start([jpeg(), Reply::Truncated(200, "12345678")]).await;
    let client = server.client();
    let too_large = |limit| Err(BaleError::TooLarge { limit });
    assert_eq!(client.download(&file(None, Some(5)), 4).await, too_large(4));
    assert_eq!(client.download(&file(None, None), 3).await, too_large(3));
    assert_eq!(client.download(&file(None, Some(1)), 7).await, too_large(7));
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_file_of_unknown_length_is_read_no_further() {
    let server = Server::start([Reply::Endless("12345678")]).await;
    let fetched = server.client().download(&file(None, None), 1000).await;
    assert_eq!(fetched, Err(BaleError::TooLarge { limit: 1000 }));
}

#[tokio::test]
async fn half_a_file_and_a_slow_one_are_lost_answers() {
    for reply in [Reply::Truncated(200, "1234"), Reply::Silence, Reply::Reset] {
        let server = Server::start([reply]).await;
        let error = server.client().download(&file(None, None), 1000).await.unwrap_err();
        assert!(matches!(error, BaleError::AnswerLost { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_shorter_than_announced_is_fetched_once_more() {
    let piece = |bytes: &[u8]| Reply::Http(200, "image/jpeg", bytes.to_vec());
    let cases: [(Vec<Reply>, &[u8]); 4] = [
        (vec![piece(b"12"), piece(b"1234")], b"1234"),
        (vec![piece(b"12"), piece(b"1")], b"12"),
        (vec![piece(b"12"), Reply::Reset], b"12"),
        (vec![piece(b"1234")], b"1234"),
    ];
    for (replies, expected) in cases {
        let asked = replies.len();
        let server = Server::start(replies).await;
        let fetched = server.client().download(&file(None, Some(4)), 1000).await;
        assert_eq!(fetched, Ok(Bytes::copy_from_slice(expected)));
        assert_eq!(server.asked().len(), asked);
    }
}

#[tokio::test]
async fn a_file_that_is_json_is_still_a_file() {
    let server = Server::start([Reply::json(200, r#"{"a":1}"#)]).await;
    let fetched = server.client().download(&file(None, None), 1000).await;
    assert_eq!(fetched, Ok(Bytes::from_static(br#"{"a":1}"#)));
}

#[tokio::test]
async fn an_empty_file_is_a_file_only_if_it_was_announced_as_empty() {
    let empty = || Reply::Http(200, "image/jpeg", Vec::new());
    let server = Server::start([empty(), empty()]).await;
    let client = server.client();
    assert_eq!(client.download(&file(None, Some(0)), 1000).await, Ok(Bytes::new()));
    let lost = client.download(&file(None, Some(7)), 1000).await;
    assert_eq!(lost, Err(BaleError::Unreadable));
}
