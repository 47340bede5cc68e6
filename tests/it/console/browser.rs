//! A browser without scripts: keeps cookies, sends forms as they stand on the page, follows nothing by itself.

use std::collections::BTreeMap;

use bimeyar::runtime::http;
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap, HeaderValue};

/// An answer with its whole text.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    /// Where the answer leads to.
    pub(super) fn goes_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The words of the page, without tags.
    pub(super) fn words(&self) -> String {
        let tags_end =
            self.text.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
        let words = tags_end.collect::<Vec<_>>().join(" ");
        let words = words
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn says(&self, words: &str) {
        let page = self.words();
        let wanted = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(&wanted), "«{wanted}» is not on the page:\n{page}");
    }

    pub(super) fn does_not_say(&self, words: &str) {
        assert!(!self.words().contains(words), "«{words}» is on the page");
    }

    /// The fields of the form with this class, as they stand: name and value.
    pub(super) fn form(&self, class: &str) -> Vec<(String, String)> {
        let form = self
            .text
            .split("<form")
            .skip(1)
            .find(|form| form.split('>').next().unwrap().contains(class));
        let form = form.unwrap_or_else(|| panic!("no form {class} in {}", self.text));
        let form = form.split("</form>").next().unwrap();
        let mut fields = Vec::new();
        for tag in form.split('<').skip(1) {
            let (inside, after) = tag.split_once('>').unwrap_or((tag, ""));
            let name = attribute(inside, "name");
            if inside.starts_with("input ") {
                fields.extend(
                    name.map(|name| (name, attribute(inside, "value").unwrap_or_default())),
                );
            } else if inside.starts_with("textarea ") {
                fields.extend(name.map(|name| (name, plain(after))));
            } else if inside.starts_with("select ") {
                fields.extend(name.map(|name| (name, String::new())));
            } else if inside.starts_with("option ") && inside.ends_with("selected") {
                fields.last_mut().unwrap().1 = attribute(inside, "value").unwrap();
            }
        }
        // A browser sends the first option where none is selected; forms here begin with an empty one or the usual one.
        fields
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| plain(value))
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

pub(super) struct Browser {
    base: String,
    http: reqwest::Client,
    pub(super) cookies: BTreeMap<String, String>,
    /// What every request carries besides.
    pub(super) carries: HeaderMap,
}

impl Browser {
    pub(super) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            http: http::client().unwrap(),
            cookies: BTreeMap::new(),
            carries: HeaderMap::new(),
        }
    }

    /// Behind a proxy that tells of itself.
    pub(super) fn proxied(mut self) -> Self {
        self.carries.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        self
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        let path = path.split('#').next().unwrap();
        self.ask(self.http.get(format!("{}{path}", self.base))).await
    }

    pub(super) async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Answer {
        self.post_from(path, fields, "same-origin").await
    }

    /// As a browser that says which site the form was on.
    pub(super) async fn post_from(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        site: &str,
    ) -> Answer {
        self.post_with(path, fields, ("sec-fetch-site", site)).await
    }

    /// With one header besides.
    pub(super) async fn post_with(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        (header, value): (&str, &str),
    ) -> Answer {
        let request = self.http.post(format!("{}{path}", self.base)).form(fields);
        self.ask(request.header(header, value)).await
    }

    async fn ask(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request
            .headers(self.carries.clone())
            .header(header::COOKIE, cookies.join("; "))
            .send()
            .await
            .unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status, headers, text, bytes }
    }

    /// Opens the page that signs in, fills it in and sends it.
    pub(super) async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let page = self.get("/console/login").await;
        let mut form = page.form("/console/login");
        set(&mut form, "name", name);
        set(&mut form, "password", password);
        self.post("/console/login", &form).await
    }

    /// Sends the decision form of `page` with `changes`, by the button that says `wish`.
    pub(super) async fn answer(
        &mut self,
        claim_page: &str,
        page: &Answer,
        wish: &str,
        changes: &[(&str, &str)],
    ) -> Answer {
        let mut form = page.form("decision");
        for (name, value) in changes {
            set(&mut form, name, value);
        }
        set(&mut form, "do", wish);
        self.post(&format!("{claim_page}/decisions"), &form).await
    }
}

pub(super) fn set(form: &mut Vec<(String, String)>, name: &str, value: &str) {
    match form.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => value.clone_into(old),
        None => form.push((name.to_owned(), value.to_owned())),
    }
}
