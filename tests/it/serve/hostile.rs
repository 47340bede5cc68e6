//! What no honest person sends: each is answered kindly, nothing is lost, the bot goes on, and memory is bounded
//! (`docs/SECURITY.md` D1, D4, E3).

use std::io::Cursor;
use std::time::Duration;

use image::{DynamicImage, GrayImage, ImageFormat};
use serde_json::{Value, json};

use super::plan::{Plan, Who};
use super::play::Player;
use super::world::{World, free_address};
use crate::support::pictures::invoice_like;

const SECRET: &str = "a-webhook-secret-of-forty-letters-and-more";
/// Two decodes at once, uploads, and the program itself, built without optimising.
const MEMORY_KB: u64 = 900_000;
/// The whole answer, also on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A note for the reviewer with everything that somebody may hope to be read as more than words.
const NOTE: &str = "*درشت* [لینک](http://evil.example) { $code } { -brand } ```x``` \u{202e}علی\u{2066} \
    <script>alert(1)</script> '; DROP TABLE claims;-- \u{0}پایان";

fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("100 KB", "ا".repeat(50_000)),
        ("100 KB of one word with spaces", "ab ".repeat(33_000)),
        ("bidi overrides", "\u{202e}\u{202d}\u{2066}\u{2067}سلام\u{2069}\u{202c}".to_owned()),
        ("Markdown", "*_`~[x](http://evil)||**__```".repeat(20)),
        ("Fluent", "{ $code } { -term } {\"x\"} { NUMBER($n) } }{".to_owned()),
        ("NUL", "\0\0سلام\0".to_owned()),
        ("control letters", (1..32).filter_map(char::from_u32).collect()),
        ("nothing to see", "\u{200c}\u{200b}\u{feff}\u{2060}".repeat(500)),
        ("combining letters", format!("ا{}", "\u{64b}".repeat(3_000))),
        ("outside of the plane", "\u{1f468}\u{200d}\u{1f469}\u{10ffff}\u{fffff}".repeat(50)),
        ("SQL", "' OR 1=1; DROP TABLE claims; --".to_owned()),
        ("a path", "../../../../etc/passwd".to_owned()),
        ("formats", "%s%n%x{{}}${jndi:ldap://x}".to_owned()),
        ("a command with a tail", format!("/help{}", "@".repeat(3_000))),
        ("a command that is none", "/\u{0}\u{202e}".to_owned()),
        ("lines", "\n".repeat(4_000)),
        ("only spaces", " ".repeat(4_000)),
        ("markup", "<script>alert(1)</script><b onload=x>".to_owned()),
        ("digits that are none", "٠۰0०০𝟘".repeat(200)),
    ]
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::from(GrayImage::from_pixel(width, height, image::Luma([200])));
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn pdf(inside: &str) -> Vec<u8> {
    format!("%PDF-1.4\n1 0 obj\n<< /Type /Catalog {inside} >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n")
        .into_bytes()
}

fn uploads() -> Vec<(&'static str, Vec<u8>)> {
    let photo = invoice_like(700, 900, 3);
    let cut = photo[..photo.len() / 2].to_vec();
    let zip_behind = [photo.as_slice(), b"PK\x03\x04 and a whole archive behind it"].concat();
    let mut announcing = png(8, 8);
    announcing[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x17, 0x70]);
    vec![
        ("zero bytes", Vec::new()),
        ("one byte", vec![0]),
        ("a cut photo", cut),
        ("a photo and an archive", zip_behind),
        ("60 megapixels", png(10_000, 6_000)),
        ("60 megapixels announced only", announcing),
        ("a thin bomb", png(7_900, 6_300)),
        ("a page of the web", b"<html><script>alert(1)</script></html>".to_vec()),
        ("a drawing with a script", b"<svg xmlns='x'><script>1</script></svg>".to_vec()),
        ("GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
        ("archive", b"PK\x03\x04nothing".to_vec()),
        ("program", b"\x7fELF\x02\x01\x01".to_vec()),
        ("WebP in pieces", b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0".to_vec()),
        ("PDF with a script", pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")),
        ("PDF that starts a program", pdf("/AA << /O << /S /Launch >> >>")),
        ("PDF that hides it", pdf("/Open#41ction 2 0 R")),
        ("eleven megabytes", [photo.as_slice(), &vec![0; 11 << 20]].concat()),
    ]
}

/// Updates that Bale does not send.
fn updates(chat: i64) -> Vec<Vec<u8>> {
    let message = |more: Value| {
        let mut message = json!({ "message_id": 1, "date": 1, "from": { "id": chat, "is_bot": false,
            "first_name": "x" }, "chat": { "id": chat, "type": "private" } });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        message
    };
    let press = |data: Value| {
        json!({ "callback_query": { "id": "1", "from": { "id": chat, "is_bot": false, "first_name": "x" },
            "message": message(json!({})), "data": data } })
    };
    let mut all: Vec<Value> = vec![
        press(json!("")),
        press(json!("a:0:0::")),
        press(json!("a:99999999999999999999:-1:x:y:z")),
        press(json!("a:0:0:\u{0}:\u{202e}:\u{202e}")),
        press(json!("x".repeat(100_000))),
        press(json!({ "data": [] })),
        press(json!(null)),
        json!({ "message": message(json!({ "contact": { "phone_number": "09120000000", "user_id": 5 } })) }),
        json!({ "message": message(json!({ "contact": { "phone_number": {}, "user_id": "x" } })) }),
        json!({ "message": message(json!({ "photo": [{ "file_id": "../../etc/passwd", "file_size": -1 }] })) }),
        json!({ "message": message(json!({ "document": { "file_id": "\u{0}", "file_name": "\u{202e}gpj.exe" } })) }),
        json!({ "message": message(json!({ "text": { "text": "x" } })) }),
        json!({ "message": message(json!({ "caption": "x".repeat(200_000), "photo": [] })) }),
        json!({ "message": { "chat": { "id": "x" } } }),
        json!({ "message": null, "edited_message": 7 }),
        json!({ "inline_query": {}, "poll": [], "new": { "kind": true } }),
        json!({ "message": message(json!({ "successful_payment": {}, "web_app_data": { "data": "x" } })) }),
    ];
    for (id, update) in (70_000_000_i64..).zip(&mut all) {
        update["update_id"] = json!(id);
    }
    let mut bodies: Vec<Vec<u8>> =
        all.iter().map(|update| update.to_string().into_bytes()).collect();
    bodies.push(b"[".repeat(500_000));
    bodies.push(b"{\"a\":".repeat(100_000));
    bodies.push(b"\xff\xfe\0\0".to_vec());
    bodies.push(Vec::new());
    bodies.push(vec![b'['; 2_000_000]);
    bodies.push(b"{\"update_id\":1e999,\"message\":{\"message_id\":1e999}}".to_vec());
    bodies
}

/// Sends `text` and waits for what the bot says to it.
async fn is_answered(player: &mut Player, name: &str, text: &str) {
    player.person.types(text).await;
    hears(player, name).await;
}

async fn hears(player: &mut Player, name: &str) {
    loop {
        let event = player.person.sees(PATIENCE).await;
        let Some(event) = event else {
            panic!("{name}: nothing is said\n{}", player.person.transcript.join("\n"))
        };
        if event["kind"] == "message" && event["from"] == "bot" {
            return;
        }
    }
}

/// The most memory that the process has had, in kB.
fn peak(world: &World) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", world.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn is_well(world: &World, pid: u32) {
    assert_eq!(world.pid(), pid);
    assert_eq!(world.reviewer.get_bare("/readyz").await.status(), 200);
    let metrics = world.reviewer.get_bare("/metrics").await.text().await.unwrap();
    assert!(
        !metrics.contains("evil.example") && !metrics.contains(&Who::number(80).mobile),
        "{metrics}"
    );
    let dead = metrics.lines().find(|line| line.contains("dead_letters") && !line.starts_with('#'));
    assert!(dead.is_some_and(|line| line.ends_with(" 0")), "{dead:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_words_files_and_updates_are_answered_and_change_nothing() {
    let ali = Who::number(80);
    let mut world = World::new(std::slice::from_ref(&ali)).await;
    let listen = free_address();
    world.set("BALE__MODE", "webhook");
    world.set("BALE__WEBHOOK__LISTEN", &listen);
    world.set("BALE__WEBHOOK__PUBLIC_URL", &format!("http://{listen}"));
    world.set("BALE__WEBHOOK__SECRET", SECRET);
    world.set("LOG__FILTER", "trace");
    world.starts().await;
    let pid = world.pid();
    let plan = Plan { notes: Some(NOTE), ..Plan::supplementary(&ali, 80) };
    let mut player = world.player(&ali, 1080).await;
    for (name, text) in texts() {
        is_answered(&mut player, name, &text).await;
    }
    player.begins().await;
    player.plays_to(&plan, "ask-amount").await;
    for (name, text) in texts() {
        is_answered(&mut player, name, &text).await;
    }
    for (name, bytes) in uploads() {
        player.person.sends(&[&bytes]).await;
        hears(&mut player, name).await;
    }
    let client = bimeyar::runtime::http::client().unwrap();
    for body in updates(1080) {
        let start = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
        let url = format!("http://{listen}/{SECRET}");
        // What is too long may be refused before it is read to its end.
        if let Ok(answer) = client.post(url).body(body).send().await {
            assert!(answer.status().as_u16() < 500, "{}: {start}", answer.status());
        }
    }
    is_well(&world, pid).await;
    assert!(peak(&world) < MEMORY_KB, "{} kB", peak(&world));
    is_answered(&mut player, "after all", "/menu").await;
    world.checks_privacy(std::slice::from_ref(&ali));
    let log = world.logged();
    for hidden in ["panicked", "evil.example", "DROP TABLE", "etc/passwd", SECRET] {
        assert!(!log.contains(hidden), "«{hidden}» is in the log");
    }
}

/// Free text is kept as it was meant, shown as words, and breaks no page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_note_is_a_note() {
    let ali = Who::number(81);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let plan = Plan { notes: Some(NOTE), ..Plan::supplementary(&ali, 81) };
    let mut player = world.player(&ali, 1081).await;
    player.begins().await;
    player.plays_to(&plan, "ask-review").await;
    let by_bot =
        player.person.transcript.iter().filter(|line| line.starts_with("\"message\" bot:"));
    let summary = by_bot.cloned().collect::<Vec<_>>().join("\n");
    assert!(summary.contains("درشت"), "the note is not shown:\n{summary}");
    assert!(!summary.contains("[لینک](http"), "a link was made of it:\n{summary}");
    assert!(!summary.contains('\u{202e}'), "the direction was turned:\n{summary}");
    assert!(summary.contains("{ $code }"), "something was put into what was typed:\n{summary}");
    let code = player.finishes(&plan).await;
    let claim = world.reviewer.claim(&code).await;
    let note = claim["notes"].as_str().unwrap();
    assert!(note.contains("درشت") && note.contains("پایان"), "{note}");
    assert!(!note.contains('\u{0}') && !note.contains('\u{202e}'), "{note}");
    world.checks_log(&[ali]);
}
