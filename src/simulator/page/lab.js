// The laboratory: what a person rarely sends, an old client, and the fault switches.

import { complain, formBox } from './dialogs.js';
import { byId, el, icon } from './dom.js';
import { closeDrawer, isWide } from './drawers.js';
import { startFaults, switchRow } from './faults.js';
import * as wire from './wire.js';

const OLD_CLIENT = 'نسخهٔ قدیمی بله (پاسخ دکمه دیده نمی‌شود)';
const TEHRAN_PLACE = { latitude: 35.6997, longitude: 51.3381 };

/** What the laboratory changes about the page itself. */
export const lab = { oldClient: false };

let current = () => null;
let faultsOn = false;

/** `currentConversation()` gives the open conversation, or null. */
export function startLab(currentConversation) {
  current = currentConversation;
  startFaults((on) => {
    faultsOn = on;
    markActive();
  });
  byId('lab-body').replaceChildren(
    section('فرستادن چیزهای دیگر', el('div', { class: 'lab-actions' },
      action('mic', 'پیام صوتی', () => send('voice', {})),
      action('sticker', 'برچسب', () => send('sticker', {})),
      action('pin', 'مکان', () => send('location', TEHRAN_PLACE)),
      action('person', 'مخاطب دیگری', otherContact),
      action('forward', 'متن بازارسالی', forwarded))),
    section('برنامهٔ این آدم', switchRow('old-client', OLD_CLIENT, lab.oldClient, (on) => {
      lab.oldClient = on;
      markActive();
    })),
    section('خطاهای شبیه‌ساز', el('div', { id: 'profiles', role: 'group', 'aria-label': 'همه با هم' }),
      el('p', { class: 'muted note' }, 'عددها در هزار هستند: ۰ هرگز، ۱۰۰۰ همیشه.'), el('div', { id: 'faults' })));
}

const section = (title, ...children) => el('section', { class: 'lab-section' }, el('h3', {}, title), children);

function action(name, label, run) {
  return el('button', { type: 'button', 'data-lab': name, onclick: run }, icon(name), el('span', {}, label));
}

async function send(kind, body) {
  if (!current()) return;
  try {
    await wire.act(current().person.id, kind, body);
    if (!isWide()) closeDrawer();
  } catch (error) {
    complain(error);
  }
}

async function otherContact() {
  const contact = await formBox('مخاطب دیگری', [
    { name: 'first_name', label: 'نام', required: true, value: 'مریم' },
    { name: 'phone_number', label: 'شماره', required: true, dir: 'ltr', value: '09350000000' },
  ], 'فرستادن');
  if (contact) send('contact', contact);
}

async function forwarded() {
  const form = await formBox('متن بازارسالی', [{ name: 'text', label: 'متن', required: true, long: true }], 'فرستادن');
  if (form) send('text', { text: form.text, forwarded: true });
}

function markActive() {
  byId('open-lab').querySelector('.dot').hidden = !(lab.oldClient || faultsOn);
}
