// Bale Markdown to DOM nodes: *bold*, _italic_, [text](url) and ```[title]body```.
// There is no escape in Bale: an opening mark counts only after a space or at the
// start of a line, a closing mark only before a space, punctuation or the end.

import { el } from './dom.js';

const BOX = /```(?:\[([^\]\n]*)\])?([\s\S]*?)```/;
const LINK = /^\[([^\]\n]+)\]\(([^()\s]+)\)/;
const BARE_URL = /^https?:\/\/[^\s<>«»"]+/i;
const COMMAND = /^\/[a-z][a-z0-9_]{0,31}(?![a-z0-9_/])/i;
const AFTER_CLOSING = /^(?:$|[\s\p{P}])/u;
const BEFORE_OPENING = /(?:^|\s)$/;
const TAGS = { '*': 'strong', '_': 'em' };

/** Renders a whole message; `onCommand` is called with "/word" when one is tapped. */
export function renderMarkup(text, onCommand) {
  const fragment = document.createDocumentFragment();
  let rest = String(text ?? '');
  for (let box = BOX.exec(rest); box; box = BOX.exec(rest)) {
    // The box stands on its own line, so the line breaks around it would show as empty lines.
    fragment.append(...inline(rest.slice(0, box.index).replace(/\n$/, ''), onCommand), preview(box[1], box[2]));
    rest = rest.slice(box.index + box[0].length).replace(/^\n/, '');
  }
  fragment.append(...inline(rest, onCommand));
  return fragment;
}

/** The words alone, for a quote or a screen reader. */
export function plainText(text) {
  const holder = el('div');
  holder.append(renderMarkup(text));
  for (const box of holder.querySelectorAll('.preview, .preview summary')) box.after(' ');
  for (const box of holder.querySelectorAll('.preview')) box.before(' ');
  return holder.textContent.trim();
}

export function isWebAddress(address) {
  try {
    return ['http:', 'https:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

function preview(title, body) {
  if (!title) return el('pre', { class: 'preview', dir: 'auto' }, body.trim());
  return el('details', { class: 'preview' }, el('summary', {}, title), el('div', { dir: 'auto' }, body.trim()));
}

function inline(text, onCommand) {
  const nodes = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const found = tokenAt(text, at, onCommand);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push(document.createTextNode(plain));
    plain = '';
    nodes.push(found.node);
    at += found.length;
  }
  if (plain) nodes.push(document.createTextNode(plain));
  return nodes;
}

function tokenAt(text, at, onCommand) {
  const mark = text[at];
  const opens = BEFORE_OPENING.test(text.slice(0, at));
  if (TAGS[mark] && opens) return emphasis(text, at, onCommand);
  if (mark === '[') return namedLink(text.slice(at));
  if ((mark === 'h' || mark === 'H') && (at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]))) return bareLink(text.slice(at));
  if (mark === '/' && opens && onCommand) return command(text.slice(at), onCommand);
  return null;
}

function emphasis(text, at, onCommand) {
  const mark = text[at];
  for (let end = text.indexOf(mark, at + 1); end !== -1; end = text.indexOf(mark, end + 1)) {
    const body = text.slice(at + 1, end);
    if (body.includes('\n')) return null;
    const closes = body !== '' && !/^\s|\s$/.test(body) && AFTER_CLOSING.test(text.slice(end + 1));
    if (closes) return { node: el(TAGS[mark], {}, inline(body, onCommand)), length: body.length + 2 };
  }
  return null;
}

function namedLink(text) {
  const match = LINK.exec(text);
  if (!match || !isWebAddress(match[2])) return null;
  return { node: anchor(match[1], match[2]), length: match[0].length };
}

function bareLink(text) {
  const match = BARE_URL.exec(text)?.[0].replace(/[.,;:!?)\]،؛؟\u2068\u2069]+$/, '');
  if (!match || !isWebAddress(match)) return null;
  return { node: anchor(match, match), length: match.length };
}

function anchor(label, address) {
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer', dir: 'auto' }, label);
}

function command(text, onCommand) {
  const match = COMMAND.exec(text);
  if (!match) return null;
  const node = el('button', { type: 'button', class: 'command', dir: 'ltr', onclick: () => onCommand(match[0]) }, match[0]);
  return { node, length: match[0].length };
}
