// The fault switches of the laboratory, in Persian. A switch that is not in this
// list is still drawn, under its own name.

import { complain, toast } from './dialogs.js';
import { byId, el } from './dom.js';
import * as wire from './wire.js';

const PROFILES = { calm: 'آرام', odd: 'عجیب', chaos: 'آشوب' };

const GROUPS = [
  ['شکل پیام‌ها', {
    explicit_nulls: 'فیلدهای خالی به‌صورت null',
    missing_date: 'نبود تاریخ پیام',
    missing_chat_type: 'نبود نوع گفتگو',
    missing_optional: 'نبود فیلدهای اختیاری',
    extra_fields: 'فیلدهای ناشناخته',
    null_siblings: 'کلیدهای null پیش از کلید اصلی',
    chat_instance: 'بودن chat_instance',
    missing_media_group: 'عکس آلبوم بی‌نشان آلبوم',
    negative_message_ids: 'شمارهٔ پیام منفی',
    contact_format: 'شکل شمارهٔ مخاطب',
  }],
  ['رسیدن به ربات', {
    duplicates: 'رسیدن دوباره',
    out_of_order: 'رسیدن نامرتب',
    redelivery: 'رسیدن پس از تأیید',
    malformed_member: 'عضو خراب در دسته',
    unknown_kinds: 'به‌روزرسانی ناشناخته',
    held_back: 'رسیدن در دستهٔ بعد',
    hung_up: 'قطع تماس وب‌هوک پیش از پاسخ',
    updates_while_webhook: 'getUpdates هنگام وب‌هوک',
  }],
  ['اتصال', {
    connection_reset: 'قطع پیش از انجام',
    answer_lost: 'گم شدن پاسخ پس از انجام',
    truncated_body: 'پاسخ نیمه‌کاره',
    slow: 'پاسخ کند',
    slow_chat: 'گفتگوی کند (شناسه)',
    slow_millis: 'مدت کندی (هزارم ثانیه)',
  }],
  ['پاسخ بله', {
    bad_gateway: 'خطای ۵۰۲ با صفحهٔ HTML',
    empty_success: 'پاسخ ۲۰۰ بی‌متن و بی‌انجام',
    internal_error: 'خطای ۵۰۰',
    rate_limited: 'خطای ۴۲۹ با زمان انتظار',
    rate_limited_bare: 'خطای ۴۲۹ بی زمان انتظار',
    local_rate_limited: 'خطای ۴۲۹ به‌صورت متن',
    retry_after: 'زمان انتظار (ثانیه)',
    sends_per_second: 'سقف فرستادن در ثانیه (۰: بی‌سقف)',
    ok_false_200: 'خطا با وضعیت ۲۰۰',
    missing_error_code: 'خطا بی error_code',
    expired_file_link: 'پیوند منقضی فایل',
    callback_answer_refused: 'رد پاسخ دکمه',
    reject_unknown_reply: 'رد پاسخ به پیام ناموجود',
  }],
  ['پیامک', { sms_busy: 'درگاه پیامک گرفتار' }],
];

const CHOICES = {
  contact_format: ['international', 'plus', 'zeros', 'national', 'bare', 'number'],
  updates_while_webhook: ['empty', 'conflict'],
};

// These are amounts; every other number is a rate per mille.
const AMOUNTS = ['slow_millis', 'retry_after', 'sends_per_second'];
const PER_MILLE = 1000;

let noticed = () => {};

/** `onChange(on)` tells whether any fault is switched on, each time the switches are read. */
export function startFaults(onChange) {
  noticed = onChange;
}

/** Reads the switches and draws them. */
export async function refreshFaults() {
  try {
    draw(await wire.faults());
  } catch (error) {
    byId('faults').replaceChildren(el('p', { class: 'muted' }, error.message));
  }
}

function draw({ profile, ...switches }) {
  byId('profiles').replaceChildren(...Object.entries(PROFILES).map(([name, label]) => el('button', {
    type: 'button', 'data-profile': name, 'aria-pressed': String(profile === name), onclick: () => put({ profile: name }),
  }, label)));
  byId('faults').replaceChildren(...groupsOf(switches).map(([title, labels]) => el(
    'details', { open: openGroups.has(title), ontoggle: remember(title) },
    el('summary', {}, title), Object.entries(labels).map(([name, label]) => row(name, label, switches[name])))));
  noticed(profile !== 'calm');
}

const openGroups = new Set();
const remember = (title) => (event) => (event.currentTarget.open ? openGroups.add(title) : openGroups.delete(title));

function groupsOf(switches) {
  const left = new Set(Object.keys(switches));
  const groups = GROUPS.map(([title, labels]) => [title, Object.fromEntries(Object.entries(labels).filter(([name]) => left.delete(name)))]);
  if (left.size > 0) groups.push(['دیگر', Object.fromEntries([...left].map((name) => [name, name]))]);
  return groups.filter(([, labels]) => Object.keys(labels).length > 0);
}

function row(name, label, value) {
  const change = (next) => put({ [name]: next });
  if (typeof value === 'boolean') return switchRow(name, label, value, change);
  const input = CHOICES[name] ? choice(name, value) : amount(name, value);
  input.addEventListener('change', () => {
    if (!input.checkValidity() || input.value === '') toast('این مقدار پذیرفته نیست', { kind: 'bad' });
    else change(typeof value === 'number' ? Number(input.value) : input.value);
  });
  const active = typeof value === 'number' && value > 0 && !AMOUNTS.includes(name);
  return el('label', { class: active ? 'switch-row active' : 'switch-row', title: name }, el('span', {}, label), input);
}

function choice(name, value) {
  const select = el('select', { dir: 'ltr', 'data-fault': name }, CHOICES[name].map((option) => el('option', {}, option)));
  select.value = value;
  return select;
}

function amount(name, value) {
  const bounds = typeof value === 'number' ? { min: 0, max: AMOUNTS.includes(name) ? null : PER_MILLE } : {};
  const input = el('input', { type: typeof value === 'number' ? 'number' : 'text', dir: 'ltr', 'data-fault': name, ...bounds });
  input.value = value ?? '';
  return input;
}

/** A labelled switch. */
export function switchRow(name, label, on, change) {
  const box = el('input', { type: 'checkbox', role: 'switch', 'data-fault': name, onchange: (event) => change(event.target.checked) });
  box.checked = on;
  return el('label', { class: 'switch-row', title: name }, el('span', {}, label), box);
}

async function put(body) {
  try {
    await wire.setFaults(body);
  } catch (error) {
    complain(error);
  }
  await refreshFaults();
}
