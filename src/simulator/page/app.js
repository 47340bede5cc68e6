// The page's start: people in tabs, the open conversation, and what joins the parts.

import { answer, drawKeyboard, say, shareContact, startComposer, switchTo } from './composer.js';
import { Conversation } from './conversation.js';
import { alertBox, complain, copy, formBox, toast, viewPhoto } from './dialogs.js';
import { avatar, byId, el, icon, setBadge } from './dom.js';
import { isWide, openDrawer, smsVisible, startDrawers } from './drawers.js';
import { refreshFaults } from './faults.js';
import { lab, startLab } from './lab.js';
import { clock, fullName, latinDigits, persianDigits } from './text.js';
import * as wire from './wire.js';

const TAB_KEY = 'simulator-person';
const OTHERS_EVERY_MS = 2000;
const PEOPLE_EVERY_ROUNDS = 5;
const SMS_BANNER_MS = 7000;

const conversations = new Map();
let bot = { name: 'ربات' };
let open = null;
let feed = null;
let bannerTimer = null;

const hooks = {
  changed: (conversation) => scheduleDraw(conversation),
  isOpen: (conversation) => conversation === open && !document.hidden,
  smsSeen: (conversation) => conversation === open && smsVisible(),
  smsArrived: showSmsBanner,
  answered: showAnswer,
  actions: {
    press: pressButton,
    copy: (text) => copy(text),
    say: (conversation, text) => say(conversation, text),
    view: viewPhoto,
    reply: (_conversation, item) => answer(item),
  },
};

async function start() {
  startDrawers(drawerOpened);
  startLab(() => open);
  startComposer();
  byId('add-person').addEventListener('click', addPerson);
  byId('to-newest').addEventListener('click', () => {
    open.toEnd();
    scheduleDraw(open);
  });
  document.addEventListener('visibilitychange', () => open && scheduleDraw(open));
  await loadPeople();
  refreshFaults();
  watchOthers();
}

function drawerOpened(name) {
  if (name === 'lab') {
    refreshFaults();
  } else {
    hideSmsBanner();
    scheduleDraw(open);
  }
}

async function loadPeople() {
  for (;;) {
    try {
      takePeople(await wire.people());
      return;
    } catch {
      byId('connection').hidden = false;
      await pause(OTHERS_EVERY_MS);
    }
  }
}

function takePeople(answered) {
  bot = { ...bot, ...answered.bot };
  const name = bot.name || bot.first_name || bot.username || 'ربات';
  byId('bot-name').textContent = name;
  byId('bot-avatar').replaceChildren(avatar(name, 0));
  for (const person of answered.people) {
    if (conversations.has(person.id)) renamePerson(person);
    else newTab(person);
  }
  const here = new Set(answered.people.map((person) => person.id));
  for (const id of [...conversations.keys()]) if (!here.has(id)) dropTab(id);
  if (open && conversations.has(open.person.id)) return;
  const remembered = Number(sessionStorage.getItem(TAB_KEY));
  const first = conversations.get(remembered) ?? conversations.values().next().value;
  if (first) openConversation(first);
}

function newTab(person) {
  const conversation = new Conversation(person, hooks);
  conversations.set(person.id, conversation);
  conversation.tab = el('button', {
    type: 'button', class: 'tab', role: 'tab', 'aria-selected': 'false', 'data-person': person.id,
    onclick: () => openConversation(conversation),
  });
  byId('tabs').append(conversation.tab);
  byId('logs').append(conversation.log);
  byId('sms-lists').append(conversation.smsList);
  renamePerson(person);
}

function renamePerson(person) {
  const conversation = conversations.get(person.id);
  conversation.person = person;
  const name = fullName(person) || persianDigits(person.id);
  conversation.tab.title = [name, person.mobile, person.note].filter(Boolean).join(' · ');
  const preview = el('span', { class: 'tab-line', dir: 'auto' });
  const badge = el('span', { class: 'badge', hidden: true });
  const time = el('time', { class: 'tab-time' });
  conversation.tabParts = { preview, badge, time };
  conversation.tab.replaceChildren(avatar(name, person.id),
    el('span', { class: 'tab-words' }, el('span', { class: 'tab-name' }, name), preview),
    el('span', { class: 'tab-side' }, time, badge));
  scheduleDraw(conversation);
}

function dropTab(id) {
  const conversation = conversations.get(id);
  conversations.delete(id);
  conversation.tab.remove();
  conversation.log.remove();
  conversation.smsList.remove();
  if (conversation === open) {
    feed?.close();
    open = null;
    byId('connection').hidden = true;
  }
}

function openConversation(conversation) {
  if (conversation === open) return;
  open?.hide();
  feed?.close();
  hideSmsBanner();
  open = conversation;
  sessionStorage.setItem(TAB_KEY, String(conversation.person.id));
  for (const other of conversations.values()) {
    other.tab.setAttribute('aria-selected', String(other === conversation));
    scheduleDraw(other);
  }
  conversation.tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  byId('sms-owner').textContent = persianDigits(conversation.person.mobile ?? '');
  conversation.show();
  switchTo(conversation);
  feed = wire.follow(conversation, (connected) => {
    byId('connection').hidden = connected;
    // The stream also ends when the person is gone, which only the list of people can tell.
    if (!connected) wire.people().then(takePeople).catch(() => {});
  });
}

// A browser keeps only six connections to one host, so only the open chat has a stream of its own.
async function watchOthers() {
  for (let round = 1; ; round += 1) {
    for (const conversation of [...conversations.values()]) {
      if (conversation !== open) await wire.catchUp(conversation, conversation.isLoaded).catch(() => {});
    }
    if (round % PEOPLE_EVERY_ROUNDS === 0) await wire.people().then(takePeople).catch(() => {});
    await pause(OTHERS_EVERY_MS);
  }
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Events come in bursts; the frame is redrawn once for all of them.
const dirty = new Set();
function scheduleDraw(conversation) {
  if (!conversation) return;
  if (dirty.size === 0) queueMicrotask(drawDirty);
  dirty.add(conversation);
}

function drawDirty() {
  const batch = [...dirty];
  dirty.clear();
  for (const conversation of batch) drawTab(conversation);
  if (open && batch.includes(open)) drawOpen();
  const total = [...conversations.values()].reduce((sum, { unread }) => sum + unread, 0);
  document.title = total > 0 ? `(${persianDigits(total)}) شبیه‌ساز بله` : 'شبیه‌ساز بله';
}

function drawTab(conversation) {
  if (!conversation.tabParts) return;
  if (conversation === open && !document.hidden) conversation.unread = 0;
  const { preview, badge, time } = conversation.tabParts;
  const count = conversation.unread + (conversation === open ? 0 : conversation.smsUnread);
  const { person, lastItem } = conversation;
  const quiet = conversation.lastLine || person.note || persianDigits(person.mobile ?? '');
  preview.textContent = conversation.isTyping ? 'در حال نوشتن…' : quiet;
  time.textContent = lastItem ? clock(lastItem.date) : '';
  setBadge(badge, count > 0 ? persianDigits(count) : '');
  if (count > 0) badge.setAttribute('aria-label', `${persianDigits(count)} خوانده‌نشده`);
}

function drawOpen() {
  if (smsVisible()) open.smsUnread = 0;
  byId('bot-status').textContent = open.isTyping ? 'در حال نوشتن…' : 'ربات';
  byId('bot-status').classList.toggle('active', Boolean(open.isTyping));
  setBadge(byId('open-sms').querySelector('.badge'), open.smsUnread > 0 ? persianDigits(open.smsUnread) : '');
  const newest = byId('to-newest');
  newest.hidden = open.pinned;
  newest.classList.toggle('fresh', open.behind > 0);
  newest.lastElementChild.textContent = open.behind > 0 ? 'پیام تازه' : '';
  newest.setAttribute('aria-label', open.behind > 0 ? 'رفتن به پیام تازه' : 'رفتن به پایان گفتگو');
  drawEmpty();
  drawKeyboard();
}

function drawEmpty() {
  const card = open.log.querySelector('.empty-chat');
  if (!open.isEmpty) card?.remove();
  if (open.isEmpty && !card) open.log.prepend(emptyChat(open));
  const noSms = open.smsList.querySelector('.empty-sms');
  if (open.smsCount > 0) noSms?.remove();
  else if (!noSms) open.smsList.append(el('li', { class: 'empty-sms' }, 'هنوز پیامکی نرسیده است.'));
}

function emptyChat(conversation) {
  const name = byId('bot-name').textContent;
  return el('div', { class: 'empty-chat' }, avatar(name, 0), el('h2', {}, name),
    bot.username && el('p', { dir: 'ltr', class: 'muted' }, `@${bot.username}`),
    el('p', {}, 'برای آغاز گفتگو دکمهٔ «شروع» را بزنید.'),
    el('button', { type: 'button', id: 'start', 'data-testid': 'start', onclick: () => say(conversation, '/start') }, 'شروع'));
}

async function pressButton(conversation, item, data, button) {
  button.setAttribute('aria-busy', 'true');
  const stop = () => button.removeAttribute('aria-busy');
  try {
    const body = { message_id: item.message_id, data };
    const { callback_id } = await wire.act(conversation.person.id, 'press', lab.oldClient ? { ...body, old_client: true } : body);
    conversation.awaitAnswer(callback_id, stop);
  } catch (error) {
    stop();
    complain(error);
  }
}

function showAnswer(conversation, event) {
  // Clients older than Khordad 1404 have callback ids that start with 1 and show no answer (bale-api.md §4).
  const shown = event.text && conversation === open && !String(event.callback_id).startsWith('1');
  if (!shown) return;
  if (event.show_alert) alertBox(event.text);
  else toast(event.text);
}

function showSmsBanner(conversation, item, codeButton) {
  if (conversation !== open || isWide() || smsVisible()) return;
  const banner = byId('sms-banner');
  codeButton?.addEventListener('click', hideSmsBanner);
  banner.replaceChildren(...[
    el('button', { type: 'button', class: 'banner-words', onclick: () => openDrawer('sms') },
      el('b', {}, `پیامک از ${item.from || 'ناشناس'}`), el('span', { dir: 'auto' }, item.text ?? '')),
    codeButton,
    el('button', { type: 'button', class: 'icon-button', 'aria-label': 'بستن', onclick: hideSmsBanner }, icon('close'))].filter(Boolean));
  banner.hidden = false;
  clearTimeout(bannerTimer);
  bannerTimer = setTimeout(hideSmsBanner, SMS_BANNER_MS);
}

function hideSmsBanner() {
  clearTimeout(bannerTimer);
  byId('sms-banner').hidden = true;
}

async function addPerson() {
  const person = await formBox('آدم تازه', [
    { name: 'first_name', label: 'نام', required: true },
    { name: 'last_name', label: 'نام خانوادگی' },
    {
      name: 'mobile', label: 'شمارهٔ همراه', required: true, dir: 'ltr',
      pattern: '[0۰٠][9۹٩][0-9۰-۹٠-٩]{9}', hint: 'مانند ۰۹۱۲۱۲۳۴۵۶۷',
    },
    { name: 'note', label: 'یادداشت (اختیاری)' },
  ], 'افزودن');
  if (!person) return;
  try {
    const added = await wire.addPerson({ ...person, mobile: latinDigits(person.mobile) });
    takePeople(await wire.people());
    const conversation = conversations.get(added.id);
    if (conversation) openConversation(conversation);
  } catch (error) {
    complain(error);
  }
}

start();
