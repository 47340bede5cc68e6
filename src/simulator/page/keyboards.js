// Inline keyboards under bubbles and the reply keyboard under the composer.
// Rows run left to right whatever the language, as in Bale's own clients.

import { el, icon } from './dom.js';
import { isWebAddress } from './markup.js';

const DENSE_COLUMNS = 4;

function row(buttons) {
  return el('div', { class: buttons.length > DENSE_COLUMNS ? 'button-row dense' : 'button-row' }, buttons);
}

/** `actions`: press(data, button), copy(text). */
export function inlineKeyboard(rows, actions) {
  const keyboard = el('div', { class: 'inline-keyboard', role: 'group', 'aria-label': 'دکمه‌های این پیام' });
  for (const buttons of rows ?? []) keyboard.append(row(buttons.map((button) => inlineButton(button, actions))));
  return keyboard;
}

function inlineButton(button, actions) {
  const label = el('span', { class: 'label', dir: 'auto' }, button.text ?? '');
  if (typeof button.callback_data === 'string') {
    return el('button', {
      type: 'button', class: 'inline-button', 'data-callback': button.callback_data,
      onclick: (event) => actions.press(button.callback_data, event.currentTarget),
    }, label);
  }
  if (button.copy_text) {
    return el('button', {
      type: 'button', class: 'inline-button', 'data-copy': button.copy_text.text,
      onclick: () => actions.copy(button.copy_text.text),
    }, label, icon('copy'));
  }
  if (isWebAddress(button.url)) {
    return el('a', { class: 'inline-button', href: button.url, target: '_blank', rel: 'noopener noreferrer' }, label, icon('link'));
  }
  return el('button', { type: 'button', class: 'inline-button', disabled: true, title: 'این دکمه در شبیه‌ساز کاری نمی‌کند' }, label);
}

/** `actions`: say(text), shareContact(). */
export function replyKeyboard(rows, actions) {
  return rows.map((buttons) => row(buttons.map((raw) => {
    // Bale accepts a bare string in place of a button.
    const button = typeof raw === 'string' ? { text: raw } : raw;
    const run = button.request_contact ? () => actions.shareContact() : () => actions.say(button.text);
    return el('button', {
      type: 'button', class: 'reply-button', onclick: run,
      'data-reply': button.text, 'data-request-contact': Boolean(button.request_contact),
    }, button.request_contact && icon('person'), el('span', { class: 'label', dir: 'auto' }, button.text ?? ''));
  })));
}
