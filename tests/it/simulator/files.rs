//! Photos, documents, albums, downloads.

use std::io::Cursor;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{Bench, TOKEN};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = image::DynamicImage::new_rgb8(width, height);
    image.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

fn part(bytes: Vec<u8>, name: &str) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}

impl Bench {
    async fn upload(&self, method: &str, form: Form) -> Value {
        let form = form.text("chat_id", self.ali.to_string());
        let sent = self.client.post(self.method(method)).multipart(form).send().await.unwrap();
        sent.json().await.unwrap()
    }

    async fn person_sends(&self, path: &str, form: Form) -> Value {
        let sent = self.client.post(self.of_ali(path)).multipart(form).send().await.unwrap();
        sent.json().await.unwrap()
    }

    async fn download(&self, path: &str) -> (u16, Vec<u8>) {
        let url = format!("{}/file/bot{TOKEN}/{path}", self.simulator.base_url());
        let answer = self.client.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }
}

#[tokio::test]
async fn a_person_s_photo_comes_in_two_sizes_and_can_be_fetched() {
    let bench = Bench::new().await;
    let picture = png(400, 200);
    let form = Form::new().part("file", part(picture.clone(), "a.png")).text("caption", "فاکتور");
    let written = bench.person_sends("photos", form).await;
    let message = bench.updates(json!({})).await[0]["message"].clone();
    assert_eq!(message["message_id"], written["message_id"]);
    assert_eq!(message["caption"], json!("فاکتور"));
    assert!(message.get("media_group_id").is_none());
    let sizes = message["photo"].as_array().unwrap();
    let measured: Vec<_> =
        sizes.iter().map(|s| (s["width"].clone(), s["height"].clone())).collect();
    assert_eq!(measured, [(json!(90), json!(45)), (json!(400), json!(200))]);
    let id = sizes[1]["file_id"].as_str().unwrap();
    let file = bench.ok("getFile", json!({ "file_id": id })).await;
    assert_eq!((&file["file_path"], &file["file_size"]), (&json!(id), &json!(picture.len())));
    assert_eq!(bench.download(id).await, (200, picture.clone()));
    assert_eq!(bench.download(&id.replace(':', "%3A")).await, (200, picture.clone()));
    assert_eq!(bench.download("1:2:1").await.0, 404);
    assert_eq!(bench.refused("getFile", json!({ "file_id": "1:2:1" })).await.0, 400);
    let shown = bench.history().await.pop().unwrap();
    let url = shown["photo"]["url"].as_str().unwrap();
    let seen =
        bench.client.get(format!("{}{url}", bench.simulator.base_url())).send().await.unwrap();
    assert_eq!(seen.headers()["content-type"], "image/png");
    assert_eq!(seen.bytes().await.unwrap(), picture);
}

#[tokio::test]
async fn a_person_s_album_is_separate_updates_with_one_group() {
    let bench = Bench::new().await;
    let form = Form::new()
        .part("file", part(png(10, 10), "1.png"))
        .part("file", part(png(20, 20), "2.png"))
        .part("file", part(png(30, 30), "3.png"))
        .text("caption", "مدارک");
    let written = bench.person_sends("photos", form).await;
    assert_eq!(written["messages"].as_array().unwrap().len(), 3);
    let updates = bench.updates(json!({})).await;
    let groups: Vec<&Value> = updates.iter().map(|u| &u["message"]["media_group_id"]).collect();
    assert_eq!(groups.len(), 3);
    assert!(groups[0].is_string() && groups.iter().all(|group| group == &groups[0]));
    let captions: Vec<&Value> =
        updates.iter().filter_map(|u| u["message"].get("caption")).collect();
    assert_eq!(captions, [&json!("مدارک")]);
}

#[tokio::test]
async fn documents_keep_name_and_type() {
    let bench = Bench::new().await;
    let pdf = part(b"%PDF-1.4".to_vec(), "جواب.pdf");
    bench.person_sends("document", Form::new().part("file", pdf)).await;
    let document = bench.updates(json!({})).await[0]["message"]["document"].clone();
    assert_eq!(document["file_name"], json!("جواب.pdf"));
    assert_eq!(document["mime_type"], json!("application/pdf"));
    assert_eq!(document["file_size"], json!(8));
    let url = bench.sim(&format!("files/{}", document["file_id"].as_str().unwrap()));
    let shown = bench.client.get(url).send().await.unwrap();
    assert_eq!(shown.headers()["content-disposition"], "attachment");
}

#[tokio::test]
async fn the_bot_s_photo_is_sent_again_by_its_id_but_not_as_another_kind() {
    let bench = Bench::new().await;
    let sent = bench.upload("sendPhoto", Form::new().part("photo", part(png(8, 8), "a.png"))).await;
    let id = sent["result"]["photo"][1]["file_id"].as_str().unwrap().to_owned();
    let again = bench.ok("sendPhoto", json!({ "chat_id": bench.ali, "photo": id })).await;
    assert_eq!(again["photo"], sent["result"]["photo"]);
    // python-bale-bot sends a file id as a part.
    let as_part = bench.upload("SendPhoto", Form::new().text("photo", id.clone())).await;
    assert_eq!(as_part["result"]["photo"], sent["result"]["photo"]);
    let attached = Form::new().text("photo", "attach://x").part("x", part(png(9, 9), "b.png"));
    let attached = bench.upload("sendPhoto", attached).await;
    assert_eq!(attached["result"]["photo"][1]["width"], json!(9));
    let other = json!({ "chat_id": bench.ali, "document": id });
    assert_eq!(bench.refused("sendDocument", other).await.0, 400);
    let web = json!({ "chat_id": bench.ali, "photo": "https://example.ir/a.jpg" });
    assert_eq!(bench.refused("sendPhoto", web).await.0, 400);
}

#[tokio::test]
async fn captions_and_uploads_have_limits() {
    let bench = Bench::new().await;
    let photo = |bytes: usize| part(vec![0; bytes], "a.jpg");
    let captioned =
        |units: usize| Form::new().part("photo", photo(9)).text("caption", "x".repeat(units));
    assert_eq!(bench.upload("sendPhoto", captioned(4_096)).await["ok"], json!(true));
    assert_eq!(bench.upload("sendPhoto", captioned(4_097)).await["error_code"], json!(400));
    let megabytes = |count: usize| count * 1024 * 1024;
    let large =
        bench.upload("sendPhoto", Form::new().part("photo", photo(megabytes(10) + 1))).await;
    assert_eq!(large["error_code"], json!(400));
    let document = Form::new().part("document", photo(megabytes(20) + 1));
    let sent = bench.upload("sendDocument", document).await;
    let id = sent["result"]["document"]["file_id"].as_str().unwrap();
    let refused = bench.refused("getFile", json!({ "file_id": id })).await;
    assert_eq!(refused, (400, "file is too big".to_owned()));
    let huge =
        bench.upload("sendDocument", Form::new().part("document", photo(megabytes(50) + 1))).await;
    assert_eq!(huge["error_code"], json!(400));
}

#[tokio::test]
async fn the_bot_s_album_is_checked_and_grouped() {
    let bench = Bench::new().await;
    let album = |media: Value| {
        Form::new()
            .text("media", media.to_string())
            .part("a", part(png(5, 5), "a.png"))
            .part("b", part(png(6, 6), "b.png"))
    };
    let item = |kind: &str, media: &str, caption: usize| json!({ "type": kind, "media": media, "caption": "x".repeat(caption) });
    let sent = bench
        .upload(
            "sendMediaGroup",
            album(json!([item("photo", "attach://a", 1_024), item("photo", "b", 0)])),
        )
        .await;
    let messages = sent["result"].as_array().unwrap();
    assert_eq!(messages.len(), 2, "{sent}");
    assert_eq!(messages[0]["media_group_id"], messages[1]["media_group_id"]);
    for bad in [
        json!([item("photo", "attach://a", 1_025)]),
        json!([item("photo", "attach://a", 0), item("document", "attach://b", 0)]),
        json!([item("photo", "attach://c", 0)]),
        json!([]),
        json!("x"),
    ] {
        assert_eq!(
            bench.upload("sendMediaGroup", album(bad.clone())).await["ok"],
            json!(false),
            "{bad}"
        );
    }
}
