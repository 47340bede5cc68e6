//! Whom we call is called directly: a proxy of the environment would see the token (`docs/SECURITY.md` I5).

use std::process::Command;

use axum::Router;
use axum::routing::get;
use bimeyar::runtime::listener::{self, Bounds};
use bimeyar::runtime::{Tasks, http};
use tokio::net::TcpListener;

/// In a process of its own, for the environment is the whole process's.
#[tokio::test]
#[ignore = "the other test starts it"]
async fn child() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let tasks = Tasks::new();
    let router = Router::new().route("/", get(async || "here"));
    listener::serve("door", listener, router, Bounds::default(), &tasks);
    let answer = http::client().unwrap().get(url).send().await.expect("it is called directly");
    assert_eq!(answer.text().await.unwrap(), "here");
}

#[test]
fn no_proxy_of_the_environment_is_asked() {
    // Nobody listens there.
    let nowhere = "http://127.0.0.1:1";
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "security::outward::child"])
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .envs(
            ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"]
                .map(|it| (it, nowhere)),
        )
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && told.contains("1 passed"), "{told}");
}
