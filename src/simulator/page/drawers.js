// The SMS inbox and the laboratory: panels that slide over the chat. On a wide
// screen the SMS inbox stands beside the chat and is never closed.

import { byId } from './dom.js';

const wide = window.matchMedia('(min-width: 1000px)');
let opened = null;
let tell = () => {};

export const isWide = () => wide.matches;

/** `onOpen(name)` is called each time a panel opens. */
export function startDrawers(onOpen) {
  tell = onOpen;
  for (const name of ['sms', 'lab']) {
    byId(`open-${name}`).addEventListener('click', () => (opened === name ? closeDrawer() : openDrawer(name)));
  }
  for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', closeDrawer);
  byId('scrim').addEventListener('click', closeDrawer);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && opened && !document.querySelector('dialog[open]')) closeDrawer();
  });
  wide.addEventListener('change', closeDrawer);
  settle();
}

/** Whether the SMS inbox is before the person's eyes. */
export const smsVisible = () => isWide() || opened === 'sms';

export function openDrawer(name) {
  opened = name;
  settle();
  tell(name);
  byId(name).querySelector('[data-close]')?.focus({ preventScroll: true });
}

export function closeDrawer() {
  const from = opened;
  opened = null;
  settle();
  if (from) byId(`open-${from}`).focus({ preventScroll: true });
}

function settle() {
  for (const name of ['sms', 'lab']) {
    const open = opened === name;
    byId(name).classList.toggle('open', open);
    byId(name).inert = !open && !(name === 'sms' && isWide());
    byId(`open-${name}`).setAttribute('aria-expanded', String(open));
  }
  byId('scrim').classList.toggle('open', opened !== null && !isWide());
}
