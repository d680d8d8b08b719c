/** Writes the digits of a number in a base with a length. */
function digits(value: number, base: number, length: number): string {
  return value.toString(base).padStart(length, '0');
}

const each = (write: (unit: number, at: number) => string) => (text: string) =>
  Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at), at)).join('');
const literal = String.fromCharCode;
const isLetter = (unit: number) => /[\w-]/.test(literal(unit));

/** How a server may write a text between the quotes of JSON: for each name a function. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  'upper case': (text) => text.toUpperCase(),
  Gson: each((unit) => (isLetter(unit) ? literal(unit) : `\\u${digits(unit, 16, 4)}`)),
  'every letter escaped': each((unit) => `\\u${digits(unit, 16, 4).toUpperCase()}`),
  'one letter escaped': each((unit, at) => (at === 1 ? `\\u${digits(unit, 16, 4)}` : literal(unit))),
  'JSON in JSON': each((unit) => (isLetter(unit) ? literal(unit) : `\\\\u${digits(unit, 16, 4)}`)),
  'escaped slashes': (text) => text.replaceAll('/', '\\/'),
  percent: encodeURIComponent,
  'percent of every letter': each((unit) => `%${digits(unit, 16, 2)}`),
  'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'decimal entities': each((unit) => (isLetter(unit) ? literal(unit) : `&#${unit};`)),
  'hexadecimal entities': each((unit) => `&#x${unit.toString(16)};`),
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 of a longer text': (text) => Buffer.from(`AK:${text}`).toString('base64'),
  'base64 of a text that is shifted by one': (text) => Buffer.from(`a=1${text}`).toString('base64').slice(4),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'a right-to-left mark between letters': each((unit, at) => `${literal(unit)}${at === 3 ? '\u200f' : ''}`),
  'DEL between letters': each((unit) => `${literal(unit)}\x7f`),
  'an escaped mark between letters': each((unit, at) => `${literal(unit)}${at % 4 === 3 ? '\\u200f' : ''}`),
};

/** Decodes all that {@link encodings} encodes by letter, as a reader of the output could; in lower case. */
export function decode(text: string): string {
  let decoded = text;
  for (let round = 0; round < 3; round += 1) {
    decoded = decoded
      .replace(/\\+u([\da-f]{4})/gi, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replace(/\\+\//g, '/')
      .replace(/%([\da-f]{2})/gi, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replace(/&#(\d+);/g, (_, number) => literal(Number(number)))
      .replace(/&#x([\da-f]+);/gi, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replaceAll('&amp;', '&');
  }
  return decoded.replace(/[\x7f\u200f]/g, '').toLowerCase();
}
