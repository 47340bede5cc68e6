// Shorthands for making elements. Text always enters as a text node, so no
// word of a bot or of a person can become markup.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element; `props` starting with "on" are listeners, the rest attributes. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

const HUES = 6;

/** A round initial; the colour follows the id, so that a person keeps it. */
export function avatar(name, id) {
  const initial = Array.from(name.trim())[0] ?? '؟';
  return el('span', { class: 'avatar', 'data-hue': Math.abs(id) % HUES, 'aria-hidden': 'true' }, initial);
}

/** Shows a count in a badge, or hides the badge when there is nothing to count. */
export function setBadge(badge, text) {
  badge.hidden = !text;
  badge.textContent = text ?? '';
}
