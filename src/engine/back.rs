//! «بازگشت».

use super::session::{Focus, View};
use super::talk::Talk;
use super::{ask, menu, start, turn, walk};

/// «بازگشت»: the question before this one; its answer stays until another is given.
pub(crate) fn back(talk: &mut Talk<'_>) {
    if talk.session.focus != Focus::Question {
        return if talk.session.drafts.is_empty() { menu::show(talk) } else { start::resume(talk) };
    }
    let Some((flow, draft)) = talk.flow().zip(talk.draft()) else { return menu::show(talk) };
    let Some(step) = turn::current_step(talk) else { return menu::show(talk) };
    if let Some(view) = inner_view_closed(talk) {
        if let Some(draft) = talk.draft_mut() {
            draft.view = view;
        }
        return ask::go_on(talk);
    }
    match walk::before(talk, draft, flow, step).map(|before| before.id.clone()) {
        Some(before) => {
            if let Some(draft) = talk.draft_mut() {
                draft.asking = Some(before);
            }
            ask::go_on(talk);
        }
        None => start::confirm_cancel(talk),
    }
}

/// Inside a question something may be open (a photo in hand, a page of the summary, the filters): back closes that first.
fn inner_view_closed(talk: &Talk<'_>) -> Option<View> {
    let view = &talk.draft()?.view;
    let open = view.photo.is_some()
        || view.replacing.is_some()
        || view.editing_page.is_some()
        || view.filtering.is_some()
        || view.amount.is_some()
        || view.years.is_some();
    open.then(|| View {
        photo: None,
        replacing: None,
        editing_page: None,
        filtering: None,
        amount: None,
        years: None,
        ..view.clone()
    })
}
