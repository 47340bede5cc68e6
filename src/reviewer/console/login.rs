//! Signing in and out.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::html;

use super::Console;
use super::address::is_of_the_console;
use super::asked::Asked;
use super::cookies::Cookie;
use super::fault::Fault;
use super::form::{Fields, Filled, TOKEN, is_from_here, is_same};
use super::layout::{Frame, banner};
use super::session::{hash, token_field};
use super::words::Words;
use crate::claim::lower_hex;
use crate::registry::{AuditEntry, StaffMember};
use crate::reviewer::password::LogIn;
use crate::runtime::{Secret, chance};
use crate::wording::Message;

/// Letters of a name or a password, at most.
const LONGEST: usize = 200;
/// After so long those who wait have been let in or turned away: each check takes about 0.15 s (`storage.md` §4.5).
const BUSY_SECONDS: u64 = 5;

/// `GET /console/login`
pub(super) async fn show(
    State(console): State<Console>,
    asked: HeaderMap,
    Asked(fields): Asked,
) -> Response {
    form_page(&console, &asked, &fields, (StatusCode::OK, None))
}

/// `POST /console/login`. A wrong name and a wrong password are told in the same words and take the same time.
pub(super) async fn enter(
    State(console): State<Console>,
    asked: HeaderMap,
    request: Request,
) -> Result<Response, Fault> {
    let fields = Fields::of_body(request, &console).await?;
    let door = console.cookies(&asked).find(&asked, Cookie::Door).unwrap_or_default();
    if !is_from_here(&asked) || !is_same(fields.one(TOKEN), door) {
        let told = Message::new("console-login-again");
        return Ok(form_page(&console, &asked, &fields, (StatusCode::FORBIDDEN, Some(told))));
    }
    let now = console.desk.clock.now();
    let name: String = fields.one("name").chars().take(LONGEST).collect();
    let password = Secret::new(fields.raw("password").to_owned());
    match console.gate.log_in(&console.desk.registry, &name, password, now).await? {
        LogIn::In(staff) => open(&console, &asked, &staff, (fields.one("next"), now)).await,
        LogIn::Locked(until) => {
            let seconds = until.duration_since(now).as_secs().max(1).unsigned_abs();
            let told = Message::new("console-login-locked").with("minutes", seconds.div_ceil(60));
            Ok(later(&console, &asked, &fields, (told, seconds)))
        }
        LogIn::Busy => {
            let told = Message::new("console-login-busy");
            Ok(later(&console, &asked, &fields, (told, BUSY_SECONDS)))
        }
        LogIn::Wrong => {
            let told = Message::new("console-login-wrong");
            let refused = (StatusCode::UNPROCESSABLE_ENTITY, Some(told));
            Ok(form_page(&console, &asked, &fields, refused))
        }
    }
}

/// `POST /console/logout`
pub(super) async fn leave(
    State(console): State<Console>,
    asked: HeaderMap,
    filled: Filled,
) -> Result<Response, Fault> {
    let Filled { visitor, .. } = filled;
    let registry = &console.desk.registry;
    registry.close_console_session(visitor.session()).await?;
    let entry = AuditEntry {
        actor: visitor.staff.name.clone(),
        act: "logged_out".to_owned(),
        object: None,
        detail: None,
    };
    registry.audit(entry, console.desk.clock.now()).await?;
    let mut response = Redirect::to("/console/login").into_response();
    let gone = console.cookies(&asked).take(Cookie::Session);
    response.headers_mut().extend(gone.map(|gone| (header::SET_COOKIE, gone)));
    Ok(response)
}

async fn open(
    console: &Console,
    asked: &HeaderMap,
    staff: &StaffMember,
    (next, now): (&str, Timestamp),
) -> Result<Response, Fault> {
    let id = lower_hex(&chance::bytes::<32>());
    let registry = &console.desk.registry;
    let cookies = console.cookies(asked);
    // The session that this browser had ends with the new one's beginning (`storage.md` §4.1, S3: rotate on login).
    if let Some(earlier) = cookies.find(asked, Cookie::Session) {
        registry.close_console_session(hash(earlier)).await?;
    }
    registry.open_console_session(hash(&id), chance::bytes(), &staff.name, now).await?;
    let next = if is_of_the_console(next) { next } else { "/console" };
    let mut response = Redirect::to(next).into_response();
    let cookie = cookies.set(Cookie::Session, &id).ok_or(Fault::Ours)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Not now: the form again, and in how many seconds it may be sent.
fn later(
    console: &Console,
    asked: &HeaderMap,
    fields: &Fields,
    (told, seconds): (Message, u64),
) -> Response {
    let refused = (StatusCode::TOO_MANY_REQUESTS, Some(told));
    let mut response = form_page(console, asked, fields, refused);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn form_page(
    console: &Console,
    asked: &HeaderMap,
    fields: &Fields,
    (status, told): (StatusCode, Option<Message>),
) -> Response {
    let words = Words::new(&console.desk.catalog);
    let door = lower_hex(&chance::bytes::<32>());
    let say = |message: Message| words.say(&message);
    let content = html! {
        section.card.login {
            img src="/console/assets/icon.svg" alt="" width="56" height="56";
            h1 { (say(Message::new("console-login-title"))) }
            p.soft { (say(Message::new("console-login-lead"))) }
            @if let Some(told) = told { (banner("bad", &html! { (say(told)) })) }
            form method="post" action="/console/login" {
                (token_field(&door))
                input type="hidden" name="next" value=(fields.one("next"));
                label {
                    span { (say(Message::new("console-login-name"))) }
                    input name="name" value=(fields.one("name")) required autocomplete="username" autofocus
                        dir="auto" maxlength=(LONGEST);
                }
                label {
                    span { (say(Message::new("console-login-password"))) }
                    input type="password" name="password" required autocomplete="current-password" dir="ltr"
                        maxlength=(LONGEST);
                }
                button.main type="submit" { (say(Message::new("console-login-enter"))) }
            }
        }
    };
    let title = say(Message::new("console-login-enter"));
    let frame = Frame { words, title, visitor: None, section: None };
    let mut response = frame.page(status, &content);
    let door = console.cookies(asked).set(Cookie::Door, &door);
    response.headers_mut().extend(door.map(|door| (header::SET_COOKIE, door)));
    response
}
