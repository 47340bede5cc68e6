//! Pages of a list, and its filters.

use crate::engine::keyboard::{Presser, dead};
use crate::engine::press::Verb;
use crate::engine::screen::Button;
use crate::wording::Message;

/// The part of a list that one message shows.
pub(crate) struct ListPage<T> {
    pub(crate) shown: Vec<T>,
    pub(crate) page: usize,
    pub(crate) pages: usize,
}

/// Page `page` of `items` when `rows` rows of `columns` buttons are free; paging itself takes one of them.
pub(crate) fn list_page<T: Clone>(
    items: &[T],
    columns: usize,
    rows: usize,
    page: usize,
) -> ListPage<T> {
    let rows = rows.max(2);
    if items.len() <= rows * columns {
        return ListPage { shown: items.to_vec(), page: 0, pages: 1 };
    }
    let size = (rows - 1) * columns;
    let pages = items.len().div_ceil(size);
    let page = page.min(pages - 1);
    ListPage { shown: items.iter().skip(page * size).take(size).cloned().collect(), page, pages }
}

/// «صفحه بعد» at the left, as a Persian reader turns pages.
pub(crate) fn page_row(presser: &Presser, page: usize, pages: usize) -> Option<Vec<Button>> {
    if pages < 2 {
        return None;
    }
    let here = dead(Message::new("btn-page-of").with("page", page + 1).with("pages", pages));
    let next = presser.to(Message::new("btn-page-next"), Verb::Page, (page + 1).to_string());
    let before =
        presser.to(Message::new("btn-page-before"), Verb::Page, page.saturating_sub(1).to_string());
    let mut row = Vec::new();
    if page + 1 < pages {
        row.push(next);
    }
    row.push(here);
    if page > 0 {
        row.push(before);
    }
    Some(row)
}
