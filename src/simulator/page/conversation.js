// What one person sees: the messages, the SMS inbox, the reply keyboard. It is
// built from events alone, so a reload or a lost connection rebuilds the same view.

import { buildMessage, summary } from './bubble.js';
import { el, icon } from './dom.js';
import { clock, codeIn, dayKey, dayLabel } from './text.js';

const NEAR_END_PX = 60;
const TYPING_MS = 6000;
const ANSWER_WAIT_MS = 20_000;

export class Conversation {
  /** `hooks`: changed(conversation), answered(event), smsArrived(conversation, item), and the actions of bubble.js. */
  constructor(person, hooks) {
    this.person = person;
    this.hooks = hooks;
    this.list = el('div', {
      class: 'log-items', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions', 'aria-busy': 'true',
      'aria-label': 'گفتگو با ربات',
    });
    this.typing = el('div', { class: 'typing', hidden: true, 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
    this.log = el('div', { class: 'log', tabindex: '-1', hidden: true, 'data-log': person.id }, this.list, this.typing);
    this.smsList = el('ol', { class: 'sms-list', hidden: true, 'data-sms': person.id, 'aria-live': 'polite' });
    this.draft = { text: '', files: [], asFile: false, replyTo: null };
    this.isLoaded = false;
    this.pinned = true;
    this.log.addEventListener('scroll', () => this.scrolled());
    this.keepPinned = new ResizeObserver(() => {
      this.measured = this.measure();
      if (this.pinned) this.toEnd();
    });
    this.keepPinned.observe(this.log);
    this.keepPinned.observe(this.list);
    this.reset();
  }

  reset() {
    this.seq = 0;
    this.messages = new Map();
    this.answered = new Set();
    this.waiting = new Map();
    this.keyboard = null;
    this.keyboardOpen = false;
    this.unread = 0;
    this.smsUnread = 0;
    this.behind = 0;
    this.smsCount = 0;
    this.lastItem = null;
    this.lastDay = '';
    this.day = null;
    this.list.replaceChildren();
    this.smsList.replaceChildren();
  }

  clear() {
    this.reset();
    this.isLoaded = false;
    this.list.setAttribute('aria-busy', 'true');
    this.hooks.changed(this);
  }

  loaded() {
    if (this.isLoaded) return;
    this.isLoaded = true;
    this.list.setAttribute('aria-busy', 'false');
    this.pinned = true;
    this.toEnd();
    this.hooks.changed(this);
  }

  /** The newest message in a line, for the tab. */
  get lastLine() {
    return this.lastItem ? summary(this.lastItem) : '';
  }

  get isEmpty() {
    return this.isLoaded && this.messages.size === 0;
  }

  /** Takes one event in; `live` is false while the past is being read, which then makes no noise. */
  apply(event, live) {
    if (event.seq <= this.seq) return;
    this.seq = event.seq;
    const handlers = {
      message: this.onMessage, edit: this.onEdit, delete: this.onDelete,
      callback_answer: this.onAnswer, typing: this.onTyping, sms: this.onSms,
    };
    handlers[event.kind]?.call(this, event, live);
    this.hooks.changed(this);
  }

  onMessage(item, live) {
    const element = buildMessage(item, this.actions());
    this.messages.set(String(item.message_id), { item, element });
    this.separate(item.date);
    this.place(item, element);
    this.takeKeyboard(item);
    this.lastItem = item;
    if (item.from === 'bot') this.showTyping(false);
    if (!live) return;
    if (item.from === 'person' || this.pinned) this.toEnd();
    else this.behind += 1;
    if (item.from === 'bot' && !this.hooks.isOpen(this)) this.unread += 1;
  }

  actions() {
    return {
      ...this.hooks.actions,
      press: (item, data, button) => this.hooks.actions.press(this, item, data, button),
      say: (text) => this.hooks.actions.say(this, text),
      reply: (item) => this.hooks.actions.reply(this, item),
      quoted: (id) => this.messages.get(String(id))?.item,
      jump: (id) => this.jump(id),
    };
  }

  separate(date) {
    const day = dayKey(date);
    if (day === this.lastDay) return;
    this.lastDay = day;
    // A block per day lets the label stick to the top only while its own day is on screen.
    this.day = el('section', { class: 'day-block', 'data-day': day }, el('div', { class: 'day' }, el('span', {}, dayLabel(date))));
    this.list.append(this.day);
  }

  place(item, element) {
    const last = this.day.lastElementChild;
    const album = item.media_group_id;
    if (album && last.dataset.album === String(album) && last.dataset.from === item.from) {
      last.append(element);
    } else if (album && item.photo) {
      this.day.append(el('div', { class: `album from-${item.from}`, 'data-album': album, 'data-from': item.from }, element));
    } else {
      this.day.append(element);
    }
  }

  takeKeyboard(item) {
    if (item.remove_keyboard || item.reply_keyboard?.length === 0) {
      this.keyboard = null;
      this.keyboardOpen = false;
    } else if (item.reply_keyboard) {
      this.keyboard = item.reply_keyboard;
      this.keyboardOpen = true;
    } else if (item.inline_keyboard?.length) {
      // A question with buttons of its own needs the room; the menu is one tap away.
      this.keyboardOpen = false;
    }
  }

  // An edit carries the keyboard that stands afterwards: absent means none, as in the Bot API.
  onEdit(event) {
    const known = this.messages.get(String(event.message_id));
    if (!known) return;
    const worded = ['text', 'caption'].filter((name) => event[name] !== undefined && event[name] !== null);
    for (const name of worded) known.item[name] = event[name];
    known.item.edited = known.item.edited || worded.length > 0;
    known.item.inline_keyboard = event.inline_keyboard;
    const element = buildMessage(known.item, this.actions());
    known.element.replaceWith(element);
    known.element = element;
  }

  onDelete(event) {
    const known = this.messages.get(String(event.message_id));
    if (!known) return;
    const album = known.element.closest('.album');
    known.element.remove();
    if (album && album.childElementCount === 0) album.remove();
    this.messages.delete(String(event.message_id));
    this.lastItem = [...this.messages.values()].at(-1)?.item ?? null;
  }

  onTyping(_event, live) {
    if (live) this.showTyping(true);
  }

  showTyping(shown) {
    clearTimeout(this.typingTimer);
    this.isTyping = shown;
    this.typing.hidden = !shown;
    if (shown) this.typingTimer = setTimeout(() => this.showTyping(false), TYPING_MS);
    if (shown && this.pinned) this.toEnd();
    this.hooks.changed(this);
  }

  onAnswer(event, live) {
    this.answered.add(event.callback_id);
    this.waiting.get(event.callback_id)?.();
    if (live) this.hooks.answered(this, event);
  }

  /** Keeps a pressed button spinning until its answer; the answer may be here before the press has returned. */
  awaitAnswer(callbackId, stop) {
    if (this.answered.has(callbackId)) {
      stop();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      this.waiting.delete(callbackId);
      stop();
    };
    const timer = setTimeout(end, ANSWER_WAIT_MS);
    this.waiting.set(callbackId, end);
  }

  onSms(item, live) {
    const code = codeIn(item.text);
    this.smsCount += 1;
    this.smsList.prepend(el('li', { class: live ? 'sms-item fresh' : 'sms-item', 'data-testid': 'sms-item' },
      el('header', {}, el('b', { dir: 'auto' }, item.from || 'پیامک'), el('time', {}, clock(item.date))),
      el('p', { dir: 'auto' }, item.text ?? ''),
      code && this.codeButton(code)));
    if (!live) return;
    if (!this.hooks.smsSeen(this)) this.smsUnread += 1;
    this.hooks.smsArrived(this, item, code && this.codeButton(code));
  }

  codeButton(code) {
    const run = () => this.hooks.actions.copy(code);
    return el('button', { type: 'button', class: 'copy-code', 'data-code': code, onclick: run }, icon('copy'), 'کپی کد');
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    if (this.log.hidden) return;
    // A browser tells of scrolling before it tells of a new size: a keyboard that has just
    // opened must not pass for a person who has scrolled up.
    if (this.pinned && this.measured !== this.measure()) return;
    this.scrollTop = scrollTop;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    // While the newest message is read, a label on top of it would only cover words.
    this.log.classList.toggle('looking-back', !this.pinned);
    if (this.pinned) this.behind = 0;
    this.hooks.changed(this);
  }

  measure() {
    return `${this.log.clientHeight} ${this.list.offsetHeight}`;
  }

  toEnd() {
    this.pinned = true;
    this.behind = 0;
    this.log.classList.remove('looking-back');
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** Brings the log to the screen, where it was left. */
  show() {
    this.log.hidden = false;
    this.smsList.hidden = false;
    this.unread = 0;
    if (this.pinned) this.toEnd();
    else this.log.scrollTop = this.scrollTop ?? 0;
  }

  hide() {
    this.log.hidden = true;
    this.smsList.hidden = true;
  }

  jump(id) {
    const element = this.messages.get(String(id))?.element;
    if (!element) return;
    element.scrollIntoView({ block: 'center', behavior: 'smooth' });
    element.classList.add('lit');
    setTimeout(() => element.classList.remove('lit'), 1500);
  }
}
