// Persian digits, Tehran time and sizes.

const TEHRAN = { timeZone: 'Asia/Tehran' };
const clockFormat = new Intl.DateTimeFormat('fa-IR', { ...TEHRAN, hour: '2-digit', minute: '2-digit', hour12: false });
const dayKeyFormat = new Intl.DateTimeFormat('en-CA', { ...TEHRAN, year: 'numeric', month: '2-digit', day: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('fa-IR-u-ca-persian', {
  ...TEHRAN, weekday: 'long', year: 'numeric', month: 'long', day: 'numeric',
});
const DAY_MS = 86_400_000;

const moment = (unixSeconds) => new Date(Number(unixSeconds ?? 0) * 1000);

export const clock = (unixSeconds) => clockFormat.format(moment(unixSeconds));

export const dayKey = (unixSeconds) => dayKeyFormat.format(moment(unixSeconds));

export function dayLabel(unixSeconds) {
  const key = dayKey(unixSeconds);
  const now = Date.now();
  if (key === dayKeyFormat.format(new Date(now))) return 'امروز';
  if (key === dayKeyFormat.format(new Date(now - DAY_MS))) return 'دیروز';
  return longDay(unixSeconds);
}

// The browser's own order of a full Persian date puts the year first, which nobody says.
function longDay(unixSeconds) {
  const parts = Object.fromEntries(dayFormat.formatToParts(moment(unixSeconds)).map((p) => [p.type, p.value]));
  return `${parts.weekday} ${parts.day} ${parts.month} ${parts.year}`;
}

export const persianDigits = (value) => String(value).replace(/[0-9]/g, (d) => '۰۱۲۳۴۵۶۷۸۹'[Number(d)]);

/** Latin digits for Persian and Arabic ones. */
export const latinDigits = (value) => String(value)
  .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x06f0))
  .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x0660));

export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1024) return `${persianDigits(bytes)} بایت`;
  if (bytes < 1024 * 1024) return `${persianDigits(Math.round(bytes / 1024))} کیلوبایت`;
  return `${persianDigits((bytes / 1024 / 1024).toFixed(1)).replace('.', '٫')} مگابایت`;
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '';
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0');
  return persianDigits(`${Math.floor(seconds / 60)}:${rest}`);
}

/** The digit run that a person would copy out of an SMS: a one-time code before a longer number. */
export function codeIn(text) {
  const runs = String(text ?? '').match(/[0-9۰-۹٠-٩]{4,}/g) ?? [];
  return runs.find((run) => run.length <= 8) ?? runs[0];
}

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(' ');
