//! One-time codes and notices by SMS.

use bimeyar::claim::TrackingCode;
use bimeyar::engine::effect::SmsTemplate;
use bimeyar::engine::input::{CheckOutcome, SendOutcome};
use bimeyar::engine::{Effect, Input};
use bimeyar::persian::Mobile;
use bimeyar::sms::SmsKind;
use bimeyar::wording::{Arg, Message};

use super::bench::{Bench, in_a_word, say, script};

/// `send N` sends challenge N, `check N CODE` checks it, `notice` sends a notice.
pub(super) fn turn(input: &Input, tracking_code: &TrackingCode) -> Vec<Effect> {
    let mobile = Mobile::parse("09121234567").unwrap();
    let purpose = "mobile".to_owned();
    let challenge = |n: &str| format!("{:032x}", n.parse::<u128>().unwrap());
    match input {
        Input::CodeSent { outcome, .. } => vec![say(match outcome {
            SendOutcome::Sent { .. } => "sent",
            SendOutcome::Limited { .. } => "limited",
            SendOutcome::Busy { .. } => "busy",
            SendOutcome::BadNumber => "bad number",
            SendOutcome::GatewayDown => "down",
        })],
        Input::CodeChecked { outcome, .. } => vec![say(&match outcome {
            CheckOutcome::Right => "right".to_owned(),
            CheckOutcome::Wrong { left } => format!("wrong {left}"),
            CheckOutcome::Expired => "expired".to_owned(),
        })],
        other => {
            let words = in_a_word(other);
            match words.split(' ').collect::<Vec<_>>().as_slice() {
                ["send", n] => {
                    vec![Effect::SendCode { challenge: challenge(n), purpose, mobile }]
                }
                ["check", n, typed] => vec![Effect::CheckCode {
                    challenge: challenge(n),
                    purpose,
                    mobile,
                    typed: (*typed).to_owned(),
                }],
                _ => vec![Effect::SendSms {
                    mobile,
                    code: tracking_code.clone(),
                    template: SmsTemplate::Registered,
                    text: Message::new("sms-registered")
                        .with("code", Arg::code(tracking_code.as_str())),
                }],
            }
        }
    }
}

#[tokio::test]
async fn a_code_is_sent_tried_and_used_once() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let code = TrackingCode::from_random([7; 8]);
    let bot = bench.start(script(move |_, input, _| turn(&input, &code))).await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "send 1").await;
    ear.hears(&["sent"]).await;
    let kept = bench.sms.at_least(1).await;
    let SmsKind::Code { code } = &kept[0].message.kind else { panic!("no code") };
    let code = code.expose().clone();
    assert_eq!(code.len(), 6);
    assert!(kept[0].message.text.expose().contains(&code));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    bench.write(ali, &format!("check 1 {wrong}")).await;
    ear.hears(&["wrong 4"]).await;
    bench.write(ali, &format!("check 2 {code}")).await;
    ear.hears(&["expired"]).await;
    let persian: String = code.chars().map(|c| char::from_u32(c as u32 + 0x6c0).unwrap()).collect();
    bench.write(ali, &format!("check 1 {persian}")).await;
    ear.hears(&["right"]).await;
    bench.write(ali, &format!("check 1 {code}")).await;
    ear.hears(&["expired"]).await;
    bench.write(ali, "send 3").await;
    ear.hears(&["limited"]).await;
    assert_eq!(bench.sms.messages().len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_notice_goes_out_with_its_text_and_a_name_of_its_own() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let code = TrackingCode::from_random([7; 8]);
    let digits = code.as_str().to_owned();
    let bot = bench.start(script(move |_, input, _| turn(&input, &code))).await;
    bench.write(ali, "notice").await;
    bench.write(ali, "notice").await;
    let kept = bench.sms.at_least(2).await;
    assert!(kept.iter().all(|sms| sms.message.text.expose() == &format!("registered {digits}")));
    assert!(
        matches!(&kept[0].message.kind, SmsKind::Registered { tracking_code } if *tracking_code == digits)
    );
    assert_ne!(kept[0].local_id, kept[1].local_id);
    bot.stop().await;
}
