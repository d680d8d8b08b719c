import { table, wrappedTable } from '../../../src/cli/output/table.ts';
import { decodeText, decodeTexts } from '../../../src/text/decode.ts';
import { escapeControls, toJson } from '../../../src/text/json.ts';
import { jsonElements, streamJsonElements } from '../../../src/text/json-array.ts';
import { nearest } from '../../../src/text/nearest.ts';
import { redact } from '../../../src/text/redact.ts';
import { terminalSafe } from '../../../src/text/terminal-safe.ts';
import { clip, width } from '../../../src/text/width.ts';
import { wrap } from '../../../src/text/wrap.ts';
import { createRandom, type Random } from '../mutate.ts';
import { assertThat, chunksOf, streamOf, type Target, textOf } from '../target.ts';

const proseSeeds = [
  'koo callback test --protocol v2 runs the conformance suite against a callback server.\n\n  indented text, 12 ms.',
  '云商店回调 2 小时内重试（见 `koo callback test --help`），商品 > 商品配置。',
  '\x1b[31mred\x1b[0m \x1b]8;;https://example.com\x07link\x1b]8;;\x07 \u202eabc\u202c',
  'e\u0301 \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u200fabc \ufeff',
];

/** What a terminal acts on, or does not show where it stands. */
const forbidden = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Text of a server, cleaned for a terminal. */
export const terminalText: Target = {
  seeds: () => proseSeeds,
  tokens: [
    '\x1bP',
    '\x1b_',
    '\x1b^',
    '\x1bX',
    '\x90',
    '\x9c',
    '\x1b[38;5;1m',
    '\x1b]0;title',
    '\x1b(B',
    '\x1b\x1b',
  ],
  run(input) {
    const text = textOf(input);
    const safe = terminalSafe(text);
    assertThat(!forbidden.test(safe), 'no control character remains');
    assertThat(terminalSafe(safe) === safe, 'what is clean stays as it is');
    assertThat(safe.length <= text.length, 'cleaning adds nothing');
    if (/^[\t\n -~\u4e00-\u9fff]*$/.test(text)) assertThat(safe === text, 'clean text stays as it is');
  },
};

/** Text that is wrapped, truncated, or laid out as a table. */
export const layout: Target = {
  seeds: () => proseSeeds,
  run(input) {
    const text = terminalSafe(textOf(input));
    const columns = 20 + (input.length % 80);
    const lines = wrap(text, columns);
    const words = (shown: string) => shown.replace(/\s+/g, '');
    assertThat(words(lines.join('')) === words(text), 'wrapping keeps every character');
    assertThat(width(clip(text, columns)) <= Math.max(1, columns), 'a truncated text fits');
    const cells = text.split(/[\n\t]/).slice(0, 200);
    const rows = cells.map((cell, index) => [String(index), cell, cells[index + 1] ?? '']);
    const whole = table(['#', 'cell', 'next'], rows, Number.POSITIVE_INFINITY);
    assertThat(whole.split('\n').length === rows.length + 1, 'a row is a line');
    table(['#', 'cell', 'next'], rows, columns);
    wrappedTable(['#', 'cell', 'next'], rows, columns);
  },
};

/** A word that is unknown, and the candidate that it is most similar to. */
export const suggestion: Target = {
  seeds: () => ['newInstance', 'queryInstnce', 'callback test'],
  run(input) {
    const found = nearest(textOf(input), ['newInstance', 'queryInstance', 'refreshInstance', 'upgrade']);
    assertThat(found === undefined || found.length > 0, 'a suggestion has a name');
  },
};

const secret = 'Fuzz+Secret/Key=0123456789&"\\Zz';

const hexOf = (letter: string) => letter.charCodeAt(0).toString(16).padStart(2, '0');

/** How a server may write a letter. */
const letterEncodings: readonly ((letter: string) => string)[] = [
  (letter) => letter,
  (letter) => `\\u00${hexOf(letter)}`,
  (letter) => `\\U00${hexOf(letter)}`.toLowerCase(),
  (letter) => `\\x${hexOf(letter)}`,
  (letter) => `%${hexOf(letter)}`,
  (letter) => `%25${hexOf(letter).toUpperCase()}`,
  (letter) => `&#${letter.charCodeAt(0)};`,
  (letter) => `&#x${hexOf(letter)};`,
  (letter) => `${letter}\u200f`,
  (letter) => `${letter}\x7f`,
  (letter) => `\x1b[1m${letter}`,
];

/** How a server may write a whole text. */
const textEncodings: readonly ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => JSON.stringify(JSON.stringify(text)).slice(1, -1),
  (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(`user:${text}`).toString('base64url'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => Buffer.from(text).toString('hex').toUpperCase(),
];

/** The secret, as a whole or letter by letter in an encoding. */
function encodedSecret(random: Random): string {
  const whole = textEncodings[random(2 * textEncodings.length)];
  if (whole) return whole(secret);
  // Half of them change each letter in a way of its own, the others all in the same way, or few.
  const usual = letterEncodings[random(letterEncodings.length)] ?? String;
  const isMixed = random(2) === 0;
  return [...secret]
    .map((letter) => (isMixed ? (letterEncodings[random(letterEncodings.length)] ?? usual) : usual)(letter))
    .join('');
}

/** Text with a secret in it, in an encoding and at a place that the input determines. */
export const redaction: Target = {
  seeds: () => [
    '{"message": "invalid key", "key": "***"}',
    'Authorization: SDK-HMAC-SHA256 Access=AK',
    secret.slice(0, 12),
  ],
  tokens: [secret.slice(0, 8), secret.slice(8), '***', '*', '\\u003d', '%2B', '%25', '&amp;', '\\', '&#'],
  run(input) {
    const text = textOf(input);
    const random = createRandom(text);
    for (let round = 0; round < 4; round += 1) {
      const at = random(text.length + 1);
      const encoded = encodedSecret(random);
      const shown = redact(text.slice(0, at) + encoded + text.slice(at), [secret]);
      assertThat(!shown.includes(encoded), 'an encoded secret is not printed');
      assertThat(!shown.includes(secret), 'a secret is not printed');
    }
    const other = text.replace(/[^ a-z]/g, '');
    assertThat(redact(other, [secret]) === other, 'text without the secret stays as it is');
  },
};

const notText = () => new TypeError('not text');

/** Bytes in the encodings of spreadsheets: whole, and in pieces. */
export const decoding: Target = {
  seeds: () => [
    'account,用户\n1,中文\n',
    Buffer.from('\ufeffaccount,用户', 'utf16le'),
    Buffer.from('\ufeffaccount,用户', 'utf16le').swap16(),
    // "账号,密码" in GBK.
    Buffer.from([0xd5, 0xcb, 0xba, 0xc5, 0x2c, 0xc3, 0xdc, 0xc2, 0xeb]),
    Buffer.from('PK\x03\x04'),
  ],
  async run(input) {
    const whole = attempt(() => decodeText(input, { notText }).text);
    // The encoding of a stream is decided before its end.
    if (whole === undefined) return;
    let streamed = '';
    try {
      for await (const text of decodeTexts(streamOf(chunksOf(input)), { notText })) streamed += text;
    } catch (error) {
      if (!(error instanceof TypeError && error.message === 'not text')) throw error;
      return;
    }
    assertThat(streamed === whole || input.some((byte) => byte >= 0x80), 'ASCII in pieces is the same text');
  },
};

/** A JSON array in pieces. */
export const jsonArray: Target = {
  seeds: () => ['[{"a":1},{"b":[1,2,{"c":"]"}]},3,"x\\"y"]', '[]', ' [1 , 2 ]\n', '[1,2]x'],
  async run(input) {
    const text = textOf(input);
    const whole = jsonElements(text);
    const isArray = Array.isArray(attempt(() => JSON.parse(text) as unknown));
    if (isArray) {
      const values = JSON.stringify(JSON.parse(text));
      const joined = `[${(whole ?? []).map((element) => JSON.stringify(JSON.parse(element.text))).join(',')}]`;
      assertThat(joined === values, 'the elements are those of the array');
    }
    const found: string[] = [];
    try {
      const texts = streamTexts(text);
      for await (const some of streamJsonElements(texts, 1 << 20, notText))
        found.push(...some.map((element) => element.text));
      assertThat(
        JSON.stringify(found) === JSON.stringify(whole?.map((element) => element.text)),
        'pieces give the same',
      );
    } catch (error) {
      if (!(error instanceof TypeError && error.message === 'not text')) throw error;
      assertThat(whole === undefined, 'what is an array as a whole is one in pieces');
    }
  },
};

/** JSON that is printed on a terminal. */
export const printedJson: Target = {
  seeds: () => ['{"a":[1,2.5,null,true],"b":{"c":"x\\u202e"},"":""}', '"\\ud800"', '[1e400]'],
  run(input) {
    const value = attempt(() => JSON.parse(textOf(input)) as unknown);
    if (value === undefined) return;
    const text = toJson(value, 2);
    assertThat(!forbidden.test(text), 'no control character is printed');
    assertThat(JSON.stringify(JSON.parse(text)) === JSON.stringify(value), 'escaping changes no value');
    escapeControls(textOf(input));
  },
};

async function* streamTexts(text: string): AsyncGenerator<string> {
  for (let at = 0, length = 1; at < text.length; at += length, length = (length * 7) % 1013) {
    yield text.slice(at, at + length);
  }
}

/** What a function returns; `undefined` where it throws an error that it may throw. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof TypeError && error.message === 'not text'))
      return undefined;
    throw error;
  }
}
