// One message as a bubble: its content, its time, the quote it answers.

import { el, icon } from './dom.js';
import { inlineKeyboard } from './keyboards.js';
import { plainText, renderMarkup } from './markup.js';
import { clock, duration, fileSize, persianDigits } from './text.js';

const FILE_KINDS = ['document', 'video', 'audio', 'animation'];
const PHOTO_MAX = { width: 300, height: 340 };

/** `actions`: press, copy, say, view(url, caption), reply(item), quoted(id) → item or undefined, jump(id). */
export function buildMessage(item, actions) {
  const keys = item.inline_keyboard?.length ? inlineKeyboard(item.inline_keyboard, {
    press: (data, button) => actions.press(item, data, button),
    copy: actions.copy,
  }) : null;
  const message = el('article', {
    class: `message ${kindOf(item)}`, 'data-message-id': item.message_id, 'data-from': item.from,
    'aria-label': item.from === 'bot' ? 'پیام ربات' : 'پیام شما',
  }, el('div', { class: 'bubble' }, quote(item, actions), forwardMark(item), content(item, actions), foot(item)), keys);
  if (keys) message.classList.add('has-keyboard');
  message.append(el('button', {
    type: 'button', class: 'icon-button answer', 'aria-label': 'پاسخ به این پیام', title: 'پاسخ', onclick: () => actions.reply(item),
  }, icon('reply')));
  return message;
}

/** What a message says, in a line: for quotes and tab previews. */
export function summary(item) {
  const words = plainText(item.text ?? item.caption ?? '').replace(/\s+/g, ' ');
  if (words) return words;
  if (item.photo) return 'عکس';
  const kind = FILE_KINDS.find((name) => item[name]);
  if (kind) return item[kind].file_name || 'فایل';
  if (item.contact) return 'مخاطب';
  if (item.location) return 'مکان';
  if (item.voice) return 'پیام صوتی';
  if (item.sticker) return 'برچسب';
  return 'پیام';
}

function kindOf(item) {
  const bare = item.sticker ? ' bare' : '';
  const pictured = item.photo ? ' pictured' : '';
  return `from-${item.from === 'bot' ? 'bot' : 'person'}${bare}${pictured}`;
}

function quote(item, actions) {
  if (item.reply_to_message_id === undefined || item.reply_to_message_id === null) return null;
  const original = actions.quoted(item.reply_to_message_id);
  return el('button', { type: 'button', class: 'quote', dir: 'auto', onclick: () => actions.jump(item.reply_to_message_id) },
    original ? summary(original) : 'پیام پاک‌شده');
}

function forwardMark(item) {
  if (!item.forwarded && !item.forward_from) return null;
  return el('p', { class: 'forwarded' }, icon('forward'), 'بازارسال‌شده');
}

function content(item, actions) {
  const parts = [];
  if (item.photo) parts.push(photo(item, actions));
  for (const kind of FILE_KINDS) if (item[kind]) parts.push(file(item[kind]));
  if (item.contact) parts.push(card('person', item.contact.first_name || 'مخاطب', item.contact.phone_number, true));
  if (item.location) parts.push(place(item.location));
  if (item.voice) parts.push(card('mic', 'پیام صوتی', duration(item.voice.duration)));
  if (item.sticker) parts.push(sticker(item.sticker));
  if (item.invoice) parts.push(card('file', item.invoice.title || 'صورت‌حساب', item.invoice.description));
  const words = item.text ?? item.caption;
  if (words) parts.push(el('div', { class: 'text', dir: 'auto' }, renderMarkup(words, actions.say)));
  if (parts.length === 0) parts.push(el('div', { class: 'text muted' }, 'پیامی از نوعی که این صفحه نشان نمی‌دهد'));
  return parts;
}

function photo(item, actions) {
  const { width, height } = fitted(item.photo);
  const picture = el('img', { src: item.photo.url, width, height, alt: item.caption ? summary(item) : 'عکس', decoding: 'async' });
  picture.addEventListener('error', () => picture.closest('.photo')?.classList.add('broken'));
  return el('button', {
    type: 'button', class: 'photo', 'aria-label': 'بزرگ دیدن عکس', onclick: () => actions.view(item.photo.url, item.caption),
  }, picture);
}

// The size is known before the picture arrives, so that the chat does not jump.
function fitted({ width, height }) {
  if (!(width > 0 && height > 0)) return { width: 240, height: 240 };
  const scale = Math.min(PHOTO_MAX.width / width, PHOTO_MAX.height / height, 1);
  return { width: Math.max(Math.round(width * scale), 90), height: Math.max(Math.round(height * scale), 60) };
}

function file(document) {
  const size = fileSize(document.size ?? document.file_size);
  return el('a', { class: 'card file', href: document.url, target: '_blank', rel: 'noopener', download: document.file_name || 'file' },
    el('span', { class: 'card-icon' }, icon('file')),
    el('span', { class: 'card-words' },
      el('b', { dir: 'auto' }, document.file_name || 'فایل'), el('small', {}, size || document.mime_type || '')));
}

function card(name, title, detail, ltr = false) {
  return el('div', { class: 'card' }, el('span', { class: 'card-icon' }, icon(name)),
    el('span', { class: 'card-words' }, el('b', { dir: 'auto' }, title), detail && el('small', { dir: ltr ? 'ltr' : 'auto' }, detail)));
}

function place({ latitude, longitude }) {
  const shown = [latitude, longitude].map((degrees) => Number(degrees).toFixed(4)).join(', ');
  return card('pin', 'مکان', persianDigits(shown), true);
}

function sticker(found) {
  const stand = el('div', { class: 'sticker', role: 'img', 'aria-label': 'برچسب' }, icon('sticker'));
  if (!found.url) return stand;
  const picture = el('img', { class: 'sticker', src: found.url, width: 128, height: 128, alt: 'برچسب' });
  picture.addEventListener('error', () => picture.replaceWith(stand));
  return picture;
}

function foot(item) {
  return el('span', { class: 'foot' }, item.edited && el('span', {}, 'ویرایش‌شده'),
    el('time', {}, clock(item.date)), item.from === 'person' && icon('check'));
}
