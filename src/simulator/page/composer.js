// The bottom of the chat: the text box, attachments, the quote being answered
// and the reply keyboard. What is half-written stays with its person.

import { summary } from './bubble.js';
import { complain, confirmBox, toast } from './dialogs.js';
import { byId, el, icon } from './dom.js';
import { replyKeyboard } from './keyboards.js';
import { fileSize, persianDigits } from './text.js';
import * as wire from './wire.js';

const ALBUM_MAX = 10;
const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/bmp'];
const COMPOSER_MAX_PX = 160;

let conversation = null;
let shownKeyboard = null;
const previews = new Map();

const composer = byId('composer');
const isPhoto = (file) => PHOTO_TYPES.includes(file.type);

export function startComposer() {
  byId('composer-form').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  composer.addEventListener('input', grow);
  composer.addEventListener('keydown', onKey);
  composer.addEventListener('paste', (event) => {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    attach(files);
  });
  byId('attach').addEventListener('click', () => byId('files').click());
  byId('files').addEventListener('change', (event) => {
    attach(Array.from(event.target.files));
    event.target.value = '';
  });
  byId('toggle-keyboard').addEventListener('click', toggleKeyboard);
  acceptDrops();
}

/** Puts another person's half-written message in the box. */
export function switchTo(next) {
  if (conversation) conversation.draft.text = composer.value;
  conversation = next;
  composer.value = next.draft.text;
  shownKeyboard = null;
  grow();
  drawAttachments();
  drawReply();
  drawKeyboard();
}

export function answer(item) {
  conversation.draft.replyTo = item;
  drawReply();
  composer.focus();
}

export async function say(target, text, extra = {}) {
  try {
    await wire.act(target.person.id, 'text', { text, ...extra });
    target.toEnd();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export async function shareContact(target) {
  if (!await confirmBox('شمارهٔ شما با ربات در میان گذاشته شود؟', 'بله، بفرست')) return;
  wire.act(target.person.id, 'contact', { own: true }).catch(complain);
}

function onKey(event) {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === 'Escape' && conversation?.draft.replyTo) {
    conversation.draft.replyTo = null;
    drawReply();
  }
}

function grow() {
  // An empty box has no first letter to take a direction from, and would go left to right.
  composer.dir = composer.value ? 'auto' : 'rtl';
  composer.style.height = 'auto';
  const full = composer.scrollHeight + composer.offsetHeight - composer.clientHeight;
  composer.style.height = `${Math.min(full, COMPOSER_MAX_PX)}px`;
  composer.classList.toggle('tall', full > COMPOSER_MAX_PX);
  const ready = composer.value.trim() !== '' || Boolean(conversation?.draft.files.length);
  byId('send').classList.toggle('ready', ready);
}

async function submit() {
  const target = conversation;
  if (!target) return;
  const text = composer.value.trim();
  const { files, asFile, replyTo } = target.draft;
  if (!text && files.length === 0) return;
  composer.value = '';
  Object.assign(target.draft, { text: '', files: [], asFile: false, replyTo: null });
  grow();
  drawAttachments();
  drawReply();
  if (files.length > 0) {
    await sendFiles(target, files, asFile, text);
  } else if (!await say(target, text, replyTo ? { reply_to: replyTo.message_id } : {})) {
    restore(target, text);
  }
}

function restore(target, text) {
  target.draft.text = text;
  if (target !== conversation || composer.value) return;
  composer.value = text;
  grow();
}

async function sendFiles(target, files, asFile, caption) {
  const photos = asFile ? [] : files.filter(isPhoto);
  const documents = files.filter((file) => !photos.includes(file));
  let words = caption;
  for (let from = 0; from < photos.length; from += ALBUM_MAX) {
    await sendBatch(target, 'photos', photos.slice(from, from + ALBUM_MAX), words);
    words = '';
  }
  for (const file of documents) {
    await sendBatch(target, 'document', [file], words);
    words = '';
  }
  for (const file of files) forgetPreview(file);
}

async function sendBatch(target, door, files, caption) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const bar = el('progress', { max: 1, value: 0, 'aria-label': 'پیشرفت فرستادن' });
  const label = files.length > 1 ? `${persianDigits(files.length)} عکس` : files[0].name;
  const stop = el('button', { type: 'button', class: 'icon-button', 'aria-label': 'لغو فرستادن' }, icon('close'));
  const pending = el('div', { class: 'message from-person pending', 'data-testid': 'uploading' },
    el('div', { class: 'bubble' },
      el('div', { class: 'upload-line' }, el('span', { dir: 'auto' }, label), el('small', {}, fileSize(total)), stop), bar));
  target.log.insertBefore(pending, target.typing);
  target.toEnd();
  const sending = wire.upload(target.person.id, door, files, caption, (share) => { bar.value = share; });
  stop.addEventListener('click', sending.abort);
  try {
    await sending.done;
  } catch (error) {
    complain(error);
  } finally {
    pending.remove();
  }
}

export function attach(files) {
  const real = files.filter((file) => file.size > 0);
  if (real.length < files.length) toast('فایل خالی فرستاده نمی‌شود', { kind: 'bad' });
  if (!conversation || real.length === 0) return;
  conversation.draft.files.push(...real);
  drawAttachments();
  grow();
  composer.focus();
}

function drawAttachments() {
  const { draft } = conversation;
  const tray = byId('attachments');
  tray.hidden = draft.files.length === 0;
  composer.placeholder = draft.files.length ? 'توضیح (اختیاری)…' : 'پیام بنویسید…';
  tray.replaceChildren(el('div', { class: 'chips' }, draft.files.map(chip)));
  if (!draft.files.some(isPhoto)) return;
  const box = el('input', { type: 'checkbox', id: 'as-file', onchange: (event) => { draft.asFile = event.target.checked; } });
  box.checked = draft.asFile;
  tray.append(el('label', { class: 'as-file' }, box, 'فرستادن به‌صورت فایل (بدون فشرده‌سازی)'));
}

function chip(file) {
  const remove = () => {
    conversation.draft.files = conversation.draft.files.filter((other) => other !== file);
    forgetPreview(file);
    drawAttachments();
    grow();
  };
  return el('div', { class: 'chip', title: file.name },
    isPhoto(file) ? el('img', { src: previewOf(file), alt: '' }) : el('span', { class: 'chip-icon' }, icon('file')),
    el('span', { class: 'chip-words' }, el('span', { dir: 'auto' }, file.name), el('small', {}, fileSize(file.size))),
    el('button', { type: 'button', class: 'icon-button', 'aria-label': `برداشتن ${file.name}`, onclick: remove }, icon('close')));
}

function previewOf(file) {
  if (!previews.has(file)) previews.set(file, URL.createObjectURL(file));
  return previews.get(file);
}

function forgetPreview(file) {
  if (previews.has(file)) URL.revokeObjectURL(previews.get(file));
  previews.delete(file);
}

function drawReply() {
  const bar = byId('reply-bar');
  const item = conversation.draft.replyTo;
  bar.hidden = !item;
  bar.replaceChildren();
  if (!item) return;
  const cancel = () => {
    conversation.draft.replyTo = null;
    drawReply();
  };
  bar.append(icon('reply'), el('span', { dir: 'auto' }, summary(item)),
    el('button', { type: 'button', class: 'icon-button', 'aria-label': 'لغو پاسخ', onclick: cancel }, icon('close')));
}

function toggleKeyboard() {
  conversation.keyboardOpen = !conversation.keyboardOpen;
  drawKeyboard();
}

/** Redraws the reply keyboard when it is another one, or opened or closed. */
export function drawKeyboard() {
  const { keyboard, keyboardOpen } = conversation;
  const toggle = byId('toggle-keyboard');
  toggle.hidden = !keyboard;
  toggle.setAttribute('aria-expanded', String(Boolean(keyboard && keyboardOpen)));
  byId('reply-keyboard').hidden = !(keyboard && keyboardOpen);
  if (shownKeyboard === keyboard) return;
  shownKeyboard = keyboard;
  const target = conversation;
  byId('reply-keyboard').replaceChildren(...(keyboard ? replyKeyboard(keyboard, {
    say: (text) => say(target, text),
    shareContact: () => shareContact(target),
  }) : []));
}

function acceptDrops() {
  const chat = byId('chat');
  const hint = byId('drop-hint');
  let depth = 0;
  const carriesFiles = (event) => Array.from(event.dataTransfer?.types ?? []).includes('Files');
  chat.addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    depth += 1;
    hint.hidden = false;
  });
  chat.addEventListener('dragleave', (event) => {
    if (!carriesFiles(event)) return;
    depth = Math.max(depth - 1, 0);
    hint.hidden = depth > 0 ? hint.hidden : true;
  });
  // Without this the browser would leave the page to open a file dropped beside the chat.
  window.addEventListener('dragover', (event) => carriesFiles(event) && event.preventDefault());
  window.addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    hint.hidden = true;
    if (chat.contains(event.target)) attach(Array.from(event.dataTransfer.files));
  });
}
