//! What the browser keeps, and whether it may travel without TLS (`storage.md` §4.1, S3).

use axum::http::{HeaderMap, HeaderValue, header};

/// Headers by which a proxy shows itself.
const OF_A_PROXY: [&str; 4] = ["forwarded", "via", "x-real-ip", "x-scheme"];

/// A cookie of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    /// The id of a session.
    Session,
    /// Against which the form of signing in is held, before there is a session.
    Door,
}

/// How the cookies of one request are named and guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookies {
    /// `Secure`, and by their `__Host-` of this very host.
    Guarded,
    /// Without both: a browser that speaks to this very machine speaks without TLS.
    Plain,
}

impl Cookies {
    /// Guarded, unless we listen on loopback and nothing in the request tells of another machine or of a proxy.
    pub(super) fn of(asked: &HeaderMap, is_on_loopback: bool) -> Self {
        if is_on_loopback && is_of_this_machine(asked) { Self::Plain } else { Self::Guarded }
    }

    /// Sets a cookie for as long as the browser is open; the registry knows how long a session lasts.
    pub(super) fn set(self, cookie: Cookie, value: &str) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{}={value}; {}", self.name(cookie), self.attributes())).ok()
    }

    /// Takes a cookie from the browser.
    pub(super) fn take(self, cookie: Cookie) -> Option<HeaderValue> {
        let taken = format!("{}=; Max-Age=0; {}", self.name(cookie), self.attributes());
        HeaderValue::from_str(&taken).ok()
    }

    /// The value of a cookie. Where cookies are guarded a plain one counts for nothing: a neighbour could have set it.
    pub(super) fn find(self, asked: &HeaderMap, cookie: Cookie) -> Option<&str> {
        let guarded = value(asked, Self::Guarded.name(cookie));
        match self {
            Self::Guarded => guarded,
            Self::Plain => guarded.or_else(|| value(asked, self.name(cookie))),
        }
    }

    fn name(self, cookie: Cookie) -> &'static str {
        match (self, cookie) {
            (Self::Guarded, Cookie::Session) => "__Host-bimeyar_console",
            (Self::Guarded, Cookie::Door) => "__Host-bimeyar_console_door",
            (Self::Plain, Cookie::Session) => "bimeyar_console",
            (Self::Plain, Cookie::Door) => "bimeyar_console_door",
        }
    }

    fn attributes(self) -> &'static str {
        match self {
            Self::Guarded => "Path=/; HttpOnly; SameSite=Strict; Secure",
            Self::Plain => "Path=/; HttpOnly; SameSite=Strict",
        }
    }
}

fn value<'h>(asked: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = asked.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}

/// A proxy that tells nothing of itself and puts our address into `Host` is seen by the `Origin` of a form.
fn is_of_this_machine(asked: &HeaderMap) -> bool {
    let text = |name| asked.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    let is_passed_on = asked.keys().any(|name| {
        let name = name.as_str();
        name.starts_with("x-forwarded-") || OF_A_PROXY.contains(&name)
    });
    let is_asked_here = text(header::HOST).is_some_and(is_loopback);
    let is_sent_here = text(header::ORIGIN)
        .is_none_or(|origin| origin.strip_prefix("http://").is_some_and(is_loopback));
    !is_passed_on && is_asked_here && is_sent_here
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let owned = |(name, value): &(&'static str, &'static str)| {
            (name.parse().unwrap(), HeaderValue::from_static(value))
        };
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn cookies_are_plain_between_a_browser_and_this_machine_only() {
        let here = ("host", "127.0.0.1:8080");
        for (asked, plain) in [
            (&[here][..], true),
            (&[("host", "localhost")], true),
            (&[("host", "[::1]:8080")], true),
            (&[here, ("origin", "http://127.0.0.1:8080")], true),
            (&[("host", "claims.example")], false),
            (&[("host", "127.0.0.1.evil.example")], false),
            (&[("host", "localhost.evil.example:80")], false),
            (&[], false),
            (&[here, ("x-forwarded-for", "10.0.0.7")], false),
            (&[here, ("x-forwarded-proto", "https")], false),
            (&[here, ("forwarded", "proto=https")], false),
            (&[here, ("via", "1.1 proxy")], false),
            (&[here, ("origin", "https://claims.example")], false),
            (&[here, ("origin", "https://127.0.0.1:8080")], false),
            (&[here, ("origin", "null")], false),
        ] {
            let asked = headers(asked);
            assert_eq!(Cookies::of(&asked, true) == Cookies::Plain, plain, "{asked:?}");
            assert_eq!(Cookies::of(&asked, false), Cookies::Guarded, "{asked:?}");
        }
    }

    #[test]
    fn a_guarded_cookie_is_of_this_host_and_goes_over_tls() {
        let set = Cookies::Guarded.set(Cookie::Session, "ab").unwrap();
        let wanted = "__Host-bimeyar_console=ab; Path=/; HttpOnly; SameSite=Strict; Secure";
        assert_eq!(set, wanted);
        let plain = Cookies::Plain.set(Cookie::Session, "ab").unwrap();
        assert_eq!(plain, "bimeyar_console=ab; Path=/; HttpOnly; SameSite=Strict");
        let taken = Cookies::Guarded.take(Cookie::Door).unwrap();
        assert!(taken.to_str().unwrap().starts_with("__Host-bimeyar_console_door=; Max-Age=0; "));
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let asked = headers(&[("cookie", "x_bimeyar_console=1; bimeyar_console=2;other=3")]);
        assert_eq!(Cookies::Plain.find(&asked, Cookie::Session), Some("2"));
        assert_eq!(Cookies::Guarded.find(&asked, Cookie::Session), None);
        assert_eq!(Cookies::Plain.find(&asked, Cookie::Door), None);
        let both = headers(&[("cookie", "bimeyar_console=2; __Host-bimeyar_console=4")]);
        for cookies in [Cookies::Plain, Cookies::Guarded] {
            assert_eq!(cookies.find(&both, Cookie::Session), Some("4"));
        }
    }
}
