// Reading what is public in a compact JWS or SD-JWT, and times. Reading only: who must trust it verifies it.

const JWS = /^[\w-]+\.[\w-]+\.[\w-]+(~.*)?$/;

function part(text) {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** `{header, claims, bytes}` of a compact JWS, or null for anything else. */
export function decode(text) {
  if (typeof text !== 'string' || !JWS.test(text)) return null;
  try {
    const [header, claims] = text.split('~', 1)[0].split('.');
    return { header: part(header), claims: part(claims), bytes: text.length };
  } catch {
    return null;
  }
}

const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Shanghai' });

/** A time in Beijing time; seconds, milliseconds and ISO text all come from somewhere. */
export function when(value) {
  const date = new Date(typeof value === 'number' && value < 1e11 ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? `${value}` : `${clock.format(date)} +08:00`;
}
