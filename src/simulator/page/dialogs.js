// Everything that appears over the chat: toasts, questions, the photo viewer.
// Native <dialog> keeps the focus inside and closes on Escape by itself.

import { byId, el, icon } from './dom.js';

const TOAST_MS = 4000;

export function toast(text, { kind = 'plain' } = {}) {
  const item = el('div', { class: `toast ${kind}`, 'data-testid': 'toast', dir: 'auto' }, text);
  byId('toasts').append(item);
  setTimeout(() => item.remove(), TOAST_MS);
}

export const complain = (error) => toast(error.message || 'کار انجام نشد', { kind: 'bad' });

function open(dialog) {
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close('');
    });
  });
}

const closeWith = (value) => (event) => event.currentTarget.closest('dialog').close(value);

export function alertBox(text) {
  return open(el('dialog', { class: 'box', 'data-testid': 'alert', 'aria-label': 'پیام ربات' },
    el('p', { dir: 'auto' }, text),
    el('div', { class: 'box-actions' }, el('button', { type: 'button', class: 'main', autofocus: true, onclick: closeWith('ok') }, 'باشه'))));
}

export async function confirmBox(text, yes) {
  const answer = await open(el('dialog', { class: 'box', 'data-testid': 'confirm', 'aria-label': text },
    el('p', {}, text),
    el('div', { class: 'box-actions' },
      el('button', { type: 'button', class: 'main', autofocus: true, 'data-testid': 'confirm-yes', onclick: closeWith('yes') }, yes),
      el('button', { type: 'button', onclick: closeWith('') }, 'انصراف'))));
  return answer === 'yes';
}

/** Asks for a few fields `{name, label, required?, dir?, value?, long?}`; resolves to an object, or null when dismissed. */
export async function formBox(title, fields, yes) {
  const form = el('form', { method: 'dialog' }, el('h2', {}, title), fields.map(fieldRow),
    el('div', { class: 'box-actions' },
      el('button', { type: 'submit', class: 'main', value: 'yes' }, yes),
      el('button', { type: 'button', onclick: closeWith('') }, 'انصراف')));
  const answer = await open(el('dialog', { class: 'box', 'data-testid': 'form', 'aria-label': title }, form));
  if (answer !== 'yes') return null;
  return Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value).trim()]));
}

function fieldRow({ name, label, required, dir, value, long, pattern, hint }) {
  const shared = { name, required, dir: dir ?? 'auto', title: hint };
  const input = long
    ? el('textarea', { ...shared, rows: 3 })
    : el('input', { ...shared, type: 'text', pattern, inputmode: dir === 'ltr' ? 'tel' : undefined });
  if (value) input.value = value;
  return el('label', { class: 'field' }, el('span', {}, label), input);
}

export function viewPhoto(url, caption) {
  const dialog = el('dialog', { class: 'viewer', 'data-testid': 'viewer', 'aria-label': 'عکس' },
    el('button', { type: 'button', class: 'icon-button', 'aria-label': 'بستن عکس', autofocus: true, onclick: closeWith('') }, icon('close')),
    el('img', { src: url, alt: caption || 'عکس', onclick: closeWith('') }));
  return open(dialog);
}

export async function copy(text, said = 'کپی شد') {
  const done = await copyModern(text) || copyOld(text);
  toast(done ? said : 'مرورگر اجازهٔ کپی نداد', { kind: done ? 'plain' : 'bad' });
}

async function copyModern(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// Browsers withhold the clipboard object from pages that are not on https or loopback.
function copyOld(text) {
  const holder = el('textarea', { class: 'sr-only', readonly: true });
  holder.value = text;
  const before = document.activeElement;
  document.body.append(holder);
  holder.select();
  const done = document.execCommand('copy');
  holder.remove();
  before?.focus?.();
  return done;
}
