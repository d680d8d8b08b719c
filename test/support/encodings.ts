/** Writes the digits of a number in a base with a length. */
function digits(value: number, base: number, length: number): string {
  return value.toString(base).padStart(length, '0');
}

const each = (write: (unit: number, at: number) => string) => (text: string) =>
  Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at), at)).join('');
const literal = String.fromCharCode;
/** Characters that are not shown, from each range of Default_Ignorable_Code_Point. */
const ignorables = [
  0xad, 0x34f, 0x61c, 0x115f, 0x17b4, 0x180b, 0x180f, 0x200b, 0x2065, 0x3164, 0xfe00, 0xfeff, 0xffa0, 0xfff0,
  0x1bca0, 0x1d173, 0xe0000, 0xe01f0, 0xe0fff,
];
const ignorable = (at: number) => String.fromCodePoint(ignorables[at % ignorables.length] ?? 0);
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
  'decimal entities of every letter': each((unit) => `&#${unit};`),
  'decimal entities': each((unit) => (isLetter(unit) ? literal(unit) : `&#${unit};`)),
  'hexadecimal entities': each((unit) => `&#x${unit.toString(16)};`),
  'decimal entities without semicolons': each((unit) => `&#${unit}`),
  'hexadecimal entities without semicolons': each((unit) => `&#x${unit.toString(16)}`),
  'octal escapes': each((unit) => `\\\\${digits(unit, 8, 3)}`),
  'octal escapes of a shell': each((unit) => `\\\\0${digits(unit, 8, 3)}`),
  'escapes of eight digits': each((unit) => `\\\\U${digits(unit, 16, 8)}`),
  'escapes in braces': each((unit) => `\\\\x{${unit.toString(16)}}`),
  'percent and u': each((unit) => `%u${digits(unit, 16, 4)}`),
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 of a longer text': (text) => Buffer.from(`AK:${text}`).toString('base64'),
  'base64 of a text that is shifted by one': (text) => Buffer.from(`a=1${text}`).toString('base64').slice(4),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'a right-to-left mark between letters': each((unit, at) => `${literal(unit)}${at === 3 ? '\u200f' : ''}`),
  'DEL between letters': each((unit) => `${literal(unit)}\x7f`),
  'an escaped DEL between letters': each((unit) => `${literal(unit)}\\u007f`),
  'a colour between letters': each((unit) => `${literal(unit)}\\u001b[1m`),
  'fillers between letters': each((unit, at) => `${literal(unit)}${ignorable(at)}`),
  'an escaped mark between letters': each((unit, at) => `${literal(unit)}${at % 4 === 3 ? '\\u200f' : ''}`),
};

/** What a reader of an output could make of it: the text itself, and decoded in each way; in lower case. */
export function readings(text: string): readonly string[] {
  let decoded = text;
  for (let round = 0; round < 3; round += 1) {
    decoded = decoded
      .replace(/\\+U([\da-f]{8})/g, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replace(/\\+x\{([\da-f]+)\}/gi, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replace(/\\+0?([01][0-7]{2})/g, (_, octal) => literal(Number.parseInt(octal, 8)))
      .replace(/(?:\\+|%)u([\da-f]{4})/gi, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replace(/%([\da-f]{2})/gi, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replace(/&#(\d+);?/g, (_, number) => literal(Number(number)))
      .replace(/&#x([\da-f]+);?/gi, (_, hex) => literal(Number.parseInt(hex, 16)))
      .replaceAll('&amp;', '&');
  }
  // Without what is not seen between two letters.
  const joined = decoded.replace(/\x1b\[[\d;]*m|[^!-~]|\\/g, '');
  const bytes = [
    ...runs(text, /[\w+/-]{12,}/g, 'base64'),
    // A run may have begun earlier, with letters that are not of the encoded text.
    ...runs(text, /(?<=[\w+/-])[\w+/-]{12,}/g, 'base64'),
    ...runs(text, /(?<=[\w+/-]{2})[\w+/-]{12,}/g, 'base64'),
    ...runs(text, /(?<=[\w+/-]{3})[\w+/-]{12,}/g, 'base64'),
    ...runs(text, /[\da-f]{12,}/gi, 'hex'),
  ];
  return [text, decoded, joined, ...bytes].map((reading) => reading.toLowerCase());
}

/** All bytes that stand in an encoding. */
function runs(text: string, pattern: RegExp, encoding: BufferEncoding): readonly string[] {
  return [
    [...text.matchAll(pattern)].map(([run]) => Buffer.from(run, encoding).toString('latin1')).join('\n'),
  ];
}

/** Letters in a row from which a secret is recognised. */
const recognised = 6;

/** What can be recognised of a secret in an output: some of its letters in a row. */
export function tracesOf(secret: string, output: readonly string[]): readonly string[] {
  const letters = secret.toLowerCase();
  return Array.from({ length: letters.length - recognised + 1 }, (_, at) =>
    letters.slice(at, at + recognised),
  ).filter((part) => output.some((reading) => reading.includes(part)));
}
