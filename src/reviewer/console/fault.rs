//! What goes wrong, told on a friendly page.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::Console;
use super::address::encode;
use super::layout::Frame;
use super::words::Words;
use crate::documents::DocumentFault;
use crate::registry::RegistryFault;
use crate::reviewer::password::LogInFault;
use crate::reviewer::problem::RETRY_AFTER;
use crate::wording::Message;

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nobody is signed in, or the session has come to its end; where one wanted to go.
    SignIn(String),
    /// There is no such page, claim or document.
    NotFound,
    /// The claim was erased.
    Erased,
    /// The role does not allow it.
    Forbidden,
    /// The form came from elsewhere or from a session before this one.
    OldForm,
    /// The request cannot be read.
    Unreadable,
    /// This path is not asked in this way.
    WrongMethod,
    /// Others keep the database.
    Busy,
    /// It is our fault.
    Ours,
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Erased => StatusCode::GONE,
            Self::Forbidden | Self::OldForm => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn heading(&self) -> Message {
        match self {
            Self::SignIn(_) | Self::OldForm => Message::new("console-fault-old-form"),
            Self::NotFound => Message::new("console-fault-not-found"),
            Self::Erased => Message::new("console-fault-erased"),
            Self::Forbidden => Message::new("console-fault-forbidden"),
            Self::Unreadable | Self::WrongMethod => Message::new("console-fault-unreadable"),
            Self::Busy => Message::new("console-fault-busy"),
            Self::Ours => Message::new("console-fault-ours"),
        }
    }

    fn advice(&self) -> Message {
        match self {
            Self::SignIn(_) | Self::OldForm => Message::new("console-fault-old-form-advice"),
            Self::NotFound => Message::new("console-fault-not-found-advice"),
            Self::Erased => Message::new("console-fault-erased-advice"),
            Self::Forbidden => Message::new("console-fault-forbidden-advice"),
            Self::Unreadable | Self::WrongMethod => Message::new("console-fault-unreadable-advice"),
            Self::Busy => Message::new("console-fault-busy-advice"),
            Self::Ours => Message::new("console-fault-ours-advice"),
        }
    }
}

impl Fault {
    fn busy(fault: &RegistryFault) -> Self {
        tracing::warn!(fault = fault as &dyn std::error::Error, "the registry is busy");
        Self::Busy
    }
}

impl IntoResponse for Fault {
    /// Without the page, which needs the words: [`tell`] writes it.
    fn into_response(self) -> Response {
        match &self {
            Self::SignIn(next) if next.is_empty() => Redirect::to("/console/login").into_response(),
            Self::SignIn(next) => {
                Redirect::to(&format!("/console/login?next={}", encode(next))).into_response()
            }
            Self::NotFound
            | Self::Erased
            | Self::Forbidden
            | Self::OldForm
            | Self::Unreadable
            | Self::WrongMethod
            | Self::Busy
            | Self::Ours => (self.status(), Extension(self)).into_response(),
        }
    }
}

/// Writes the page of a fault that passes by.
pub(super) async fn tell(State(console): State<Console>, response: Response) -> Response {
    let Some(fault) = response.extensions().get::<Fault>() else { return response };
    let words = Words::new(&console.desk.catalog);
    let heading = words.say(&fault.heading());
    let content = html! {
        section.card.fault {
            h1 { (heading) }
            p { (words.say(&fault.advice())) }
            p { a.button href="/console" { (words.say(&Message::new("console-back-to-queue"))) } }
        }
    };
    let frame = Frame { words, title: heading, visitor: None, section: None };
    let mut page = frame.page(fault.status(), &content);
    if *fault == Fault::Busy {
        let wait = HeaderValue::from_static(RETRY_AFTER);
        page.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    page
}

impl From<RegistryFault> for Fault {
    fn from(fault: RegistryFault) -> Self {
        if fault.is_busy() {
            return Self::busy(&fault);
        }
        tracing::error!(fault = &fault as &dyn std::error::Error, "the registry did not answer");
        Self::Ours
    }
}

impl From<DocumentFault> for Fault {
    fn from(fault: DocumentFault) -> Self {
        tracing::error!(
            fault = &fault as &dyn std::error::Error,
            "a registered document cannot be had"
        );
        Self::Ours
    }
}

impl From<LogInFault> for Fault {
    fn from(fault: LogInFault) -> Self {
        let fault = match fault {
            LogInFault::Registry(fault) => return fault.into(),
            fault @ LogInFault::Password(_) => fault,
        };
        tracing::error!(fault = &fault as &dyn std::error::Error, "nobody can sign in");
        Self::Ours
    }
}
