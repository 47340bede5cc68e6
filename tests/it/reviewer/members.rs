//! Filling the directory over the API.

use bimeyar::claim::Role;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{Answer, Desk, pointers, token_of};
use crate::support::claims::national_code;

pub(super) const CONTRACTS: &str = "code,title,insurer,starts,ends,e_claims,window_days,originals_required\n\
                         C-1,کارکنان,بیمه,1405/01/01,1405/12/29,true,,false\n";

pub(super) fn people(numbers: &[u32]) -> String {
    let head = "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract\n";
    let row = |number: &u32| {
        format!("{},علی,رضایی,1360/01/01,09120000001,self,,C-1\n", national_code(*number).expose())
    };
    head.to_owned() + &numbers.iter().map(row).collect::<String>()
}

async fn send(desk: &Desk, query: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/members{query}");
    let token = token_of(Role::Admin);
    desk.call(("POST", &path), |request| request.bearer_auth(token).json(body)).await
}

async fn send_form(desk: &Desk, form: Form) -> Answer {
    let token = token_of(Role::Admin);
    let call = ("POST", "/api/v1/members");
    desk.call(call, |request| request.bearer_auth(token).multipart(form)).await
}

#[tokio::test]
async fn two_files_replace_the_directory() {
    let desk = Desk::staffed().await;
    let files = json!({"people": people(&[100_000_001, 100_000_002]), "contracts": CONTRACTS});
    let answer = send(&desk, "", &files).await;
    let report = json!({"people": 2, "contracts": 1, "warnings": [], "left_out": []});
    assert_eq!((answer.status, answer.body), (200, report));
    assert!(desk.office.registry.is_directory_loaded().await.unwrap());
    let tabbed = people(&[100_000_003]).replace(',', "\t");
    let form = Form::new()
        .part("people", Part::text(tabbed).file_name("insured.TSV"))
        .part("contracts", Part::text(CONTRACTS).file_name("contracts.csv"));
    let answer = send_form(&desk, form).await;
    assert_eq!((answer.status, &answer.body["people"]), (200, &json!(1)), "{}", answer.body);
}

#[tokio::test]
async fn bad_rows_are_all_named_and_left_out_only_when_that_is_wanted() {
    let desk = Desk::staffed().await;
    let people = people(&[100_000_001]) + "123,x,y,,,self,,C-9\n";
    let files = json!({"people": people, "contracts": CONTRACTS});
    let answer = send(&desk, "?skip_bad=false", &files).await;
    assert_eq!(answer.status, 422);
    let errors = answer.body["errors"].as_array().unwrap();
    assert!(!errors.is_empty() && errors.iter().all(|it| it["line"] == 3), "{errors:?}");
    assert!(pointers(&answer.body).iter().all(|pointer| *pointer == "/people"));
    assert!(errors.iter().all(|it| it["code"].as_str().unwrap().starts_with("MB")));
    assert!(!desk.office.registry.is_directory_loaded().await.unwrap());
    let answer = send(&desk, "?skip_bad=true", &files).await;
    assert_eq!((answer.status, &answer.body["people"]), (200, &json!(1)));
    assert_eq!(answer.body["left_out"].as_array().unwrap(), errors);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_by_its_place() {
    let desk = Desk::staffed().await;
    for (body, expected) in [
        (json!(1), vec![""]),
        (json!({}), vec!["/people", "/contracts"]),
        (json!({"people": 1, "contracts": null, "a/b": 2}), vec!["/a~1b", "/contracts", "/people"]),
        (json!({"people": "", "contracts": ""}), vec![]),
    ] {
        let answer = send(&desk, "", &body).await;
        assert_eq!(answer.status, 422, "{body}");
        if !expected.is_empty() {
            assert_eq!(pointers(&answer.body), expected, "{body}");
        }
    }
    let form = Form::new().part("people", Part::bytes(b"\xff".as_slice())).text("else", "x");
    let answer = send_form(&desk, form).await;
    assert_eq!(answer.status, 422);
    assert_eq!(pointers(&answer.body), ["/people", "/else", "/contracts"]);
    for (media, body, status) in [
        ("text/csv", "x", 415),
        ("application/json", "{", 400),
        ("multipart/form-data", "x", 400),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-da", 400),
    ] {
        let token = token_of(Role::Admin);
        let answer = desk
            .call(("POST", "/api/v1/members"), |request| {
                request.bearer_auth(token).header("content-type", media).body(body)
            })
            .await;
        assert_eq!(answer.status, status, "{media}: {}", answer.body);
    }
    for query in ["?skip_bad=1", "?skip=true", "?skip_bad=true&skip_bad=true"] {
        assert_eq!(send(&desk, query, &json!({})).await.status, 422, "{query}");
    }
}
