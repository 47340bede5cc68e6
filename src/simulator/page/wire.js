// The page's side of the simulator's HTTP interface: calls, uploads with
// progress, and a feed of events that survives a lost connection.

const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 5000;

export class WireError extends Error {}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers['content-type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new WireError('شبیه‌ساز پاسخ نمی‌دهد');
  }
  const text = await response.text();
  if (!response.ok) throw new WireError(complaint(response.status, text));
  return text ? parsed(text) : {};
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError('پاسخ شبیه‌ساز خوانده نشد');
  }
}

function complaint(status, text) {
  try {
    const body = JSON.parse(text);
    const said = body.detail ?? body.error ?? body.description ?? body.title;
    if (typeof said === 'string') return said;
  } catch {
    // A plain-text complaint is shown as it is, below.
  }
  return text.trim().slice(0, 200) || `خطای ${status}`;
}

const personPath = (id, rest) => `/sim/people/${encodeURIComponent(id)}/${rest}`;

export const people = () => call('GET', '/sim/people');
export const addPerson = (person) => call('POST', '/sim/people', person);
export const history = (id, after) => call('GET', personPath(id, `history?after=${after}`));
/** `kind` is text, press, contact, voice, sticker or location. */
export const act = (id, kind, body) => call('POST', personPath(id, kind), body);
export const faults = () => call('GET', '/sim/faults');
export const setFaults = (body) => call('PUT', '/sim/faults', body);

/** Uploads to `photos` or `document`; `onProgress` gets a share from 0 to 1. Resolves or rejects once. */
export function upload(id, door, files, caption, onProgress) {
  const form = new FormData();
  if (caption) form.append('caption', caption);
  for (const file of files) form.append('file', file, file.name);
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(new WireError(complaint(request.status, request.responseText))));
    request.onerror = () => reject(new WireError('فرستادن فایل ناتمام ماند'));
    request.onabort = () => reject(new WireError('فرستادن فایل لغو شد'));
  });
  request.open('POST', personPath(id, door));
  request.send(form);
  return { done, abort: () => request.abort() };
}

/**
 * Reads everything after the conversation's last event. A simulator that was
 * restarted or emptied counts from the beginning again; then the conversation
 * is cleared and read anew, otherwise it would stay deaf.
 */
export async function catchUp(conversation, live) {
  let page = await history(conversation.person.id, conversation.seq);
  if (page.seq < conversation.seq) {
    conversation.clear();
    page = await history(conversation.person.id, 0);
  }
  for (const event of page.items) conversation.apply(event, live);
  conversation.loaded();
}

/** Live events of one conversation until `close()`; `onState(connected)` tells of the connection. */
export function follow(conversation, onState) {
  let source = null;
  let timer = null;
  let closed = false;
  let wait = RETRY_FIRST_MS;
  let first = !conversation.isLoaded;

  const retry = () => {
    source?.close();
    source = null;
    if (closed || timer !== null) return;
    onState(false);
    timer = setTimeout(() => {
      timer = null;
      connect();
    }, wait);
    wait = Math.min(wait * 2, RETRY_MAX_MS);
  };

  const connect = async () => {
    try {
      await catchUp(conversation, !first);
    } catch {
      retry();
      return;
    }
    first = false;
    if (closed) return;
    source = new EventSource(personPath(conversation.person.id, `events?after=${conversation.seq}`));
    source.onopen = () => {
      wait = RETRY_FIRST_MS;
      onState(true);
    };
    source.onmessage = (message) => {
      try {
        conversation.apply(JSON.parse(message.data), true);
      } catch (error) {
        console.error('event not understood', message.data, error);
      }
    };
    source.onerror = retry;
  };

  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      source?.close();
    },
  };
}
