import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskable, redact } from '../../src/text/redact.ts';

const secret = 'k/y+é "1"';
const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0');
const percent = (character: string) => `%${hex(character, 2)}`;
const escaped = (text: string) => [...text].map((letter) => `\\u${hex(letter, 4)}`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

const forms: Readonly<Record<string, string>> = {
  raw: secret,
  'in another case': 'K/Y+É "1"',
  'percent-encoded': encodeURIComponent(secret),
  'percent-encoded in lower case': 'k%2fy%2b%c3%a9%20%221%22',
  'percent-encoded twice': encodeURIComponent(encodeURIComponent(secret)),
  'form-encoded': new URLSearchParams({ a: secret }).toString().slice(2),
  JSON: JSON.stringify(secret).slice(1, -1),
  'JSON in JSON': JSON.stringify(JSON.stringify(JSON.stringify(secret))).slice(7, -7),
  'JSON in ASCII': 'k/y+\\u00e9 \\"1\\"',
  'JSON with escaped slashes': 'k\\/y+\\u00e9 \\"1\\"',
  'JSON as Gson writes it': 'k/y+é \\u00221\\u0022',
  'escaped as a whole': escaped(secret),
  'escaped as a whole, in upper case': escaped(secret).toUpperCase().replaceAll('U', 'u'),
  'escaped for Rust': 'k/y\\u{2b}\\u{e9} \\u{0022}1\\"',
  'escaped for C': '\\x6b\\x2f\\x79\\x2b\\xe9\\x20\\x22\\x31\\x22',
  'HTML with decimal references': '&#107;&#47;y+&#0233; &#34;1&#34;',
  'HTML with hexadecimal references': 'k&#x2f;y&#X2B;&#xe9; &#x0022;1&#x22;',
  'HTML with named references': 'k&sol;y&plus;é &quot;1&quot;',
  'HTML without semicolons': [...secret].map((letter) => `&#${letter.charCodeAt(0)}`).join(''),
  'HTML in hexadecimal without semicolons': [...secret].map((letter) => `&#x${hex(letter, 2)}`).join(''),
  'escaped in octal': '\\153\\57\\171\\53\\351\\40\\42\\61\\42',
  'escaped in octal for a shell': '\\0153\\0057\\0171\\0053\\0351\\0040\\0042\\0061\\0042',
  'escaped with eight digits': [...secret].map((letter) => `\\U${hex(letter, 8)}`).join(''),
  'escaped in braces': [...secret].map((letter) => `\\x{${hex(letter, 2)}}`).join(''),
  'escaped as JavaScript once did': [...secret].map((letter) => `%u${hex(letter, 4)}`).join(''),
  'escaped as JavaScript once did, in a URL': 'k%25u002Fy%25u002B%25u00E9%20%22%25u0031%22',
  'HTML in HTML in JSON': 'k/y+é \\u0026amp;quot;1\\u0026#38;quot;',
  base64: base64(secret),
  'base64 without padding': base64(secret).replace(/=+$/, ''),
  'base64 in JSON': base64('key=>?>?>?').replaceAll('/', '\\/').replaceAll('=', '\\u003d'),
  base64url: Buffer.from(secret).toString('base64url'),
  'base64url with its own characters': Buffer.from('key=>?>?>?').toString('base64url'),
  hex: Buffer.from(secret).toString('hex'),
  'hex in upper case': Buffer.from(secret).toString('hex').toUpperCase(),
  'with invisible characters': [...secret].join('\u200f'),
  'with escaped invisible characters': [...secret].join('\\u200f'),
  'with control characters': [...secret].join('\x7f\\n\n\x00\r'),
  'with colours': [...secret].join('\x1b[31m'),
  'with joiners, selectors and tags': [...secret].join('\u200d\ufe0f\u{e0041}'),
};

describe('redact', () => {
  it.each(Object.entries(forms))('masks a secret that is %s', (_, form) => {
    expect(redact(`before ${form} after`, [secret, 'key=>?>?>?'])).toBe('before *** after');
  });

  it('masks a secret in another case, whatever letters it has', () => {
    expect(redact('a Straße-σς-ſ-Geheim b', ['sTRAßE-ΣΣ-ſ-GEHEIM'])).toBe('a *** b');
  });

  it.each(['', 'a', 'ab', 'ak:', 'user:'])(
    'masks a secret in the base64 of a longer text, after "%s"',
    (before) => {
      const key = 'S3cret+Key/0f=40~chars';
      for (const after of ['', 'x', 'xy', 'xyz']) {
        const shown = redact(`Basic ${base64(`${before}${key}${after}`)};`, [key]);
        expect(shown).toContain('***');
        const rest = Buffer.from(shown.replace('***', ''), 'base64').toString('latin1');
        for (let at = 0; at < key.length - 2; at++) expect(rest).not.toContain(key.slice(at, at + 3));
      }
    },
  );

  it.each(['nGuessed+Key', 'Tested/Key=1', '0123Key=5678'])(
    'masks %s where an escape seems to take its beginning, or an escape sequence all of it',
    (key) => {
      const form = encodeURIComponent(key);
      for (const before of ['\\', '\x1b', '\x1b[', '\x1b[1', '\x9b', '\\u001b', '\x1b]', '\x9d']) {
        for (const after of ['', '\x07', '\x1b\\']) {
          expect(redact(`${before}${form}${after}`, [key])).not.toContain(form.slice(4));
        }
      }
    },
  );

  it('masks a secret with any characters between its letters that Unicode lets a display ignore', () => {
    const all = Array.from({ length: 0x110000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((character) => /\p{Default_Ignorable_Code_Point}/u.test(character));
    expect(all.length).toBeGreaterThan(4000);
    const shown = all.filter((character) => redact([...secret].join(character), [secret]) !== '***');
    expect(shown).toEqual([]);
  });

  it.each(['41Secret/Key=xyz', 'u0041Secret/Key', 'ltSecret/Key=x', '65Secret/Key=xyz', 'x41Secret/Key=1'])(
    'masks %s where an encoding seems to take its beginning',
    (key) => {
      for (const before of ['\\', '%', '100%', '&', '&#', '&#x', '\\u', '\\x', '%u', '\\0']) {
        for (const form of [key, encodeURIComponent(key), key.replace('c', '\\143')])
          expect(redact(`${before}${form}`, [key])).not.toMatch(/Se(c|\\143)ret/);
      }
    },
  );

  it('masks every occurrence of every secret, and all of those that overlap', () => {
    expect(redact('abcdefgh abcdefghijk abcdefgh', ['abcdefgh', 'abcdefghijk'])).toBe('*** *** ***');
    expect(redact('0abcdefghijkl1', ['abcdefgh', 'defghijkl'])).toBe('0***1');
    expect(redact('0aaaaaaaaaaa1', ['aaaaaaaa'])).toBe('0***1');
  });

  it('leaves other text unchanged', () => {
    expect(redact('text', [])).toBe('text');
    expect(redact('text', [''])).toBe('text');
    expect(redact('a ********* b', ['********', '*********'])).toBe('a ********* b');
    const text = 'C:\\new\\u00zz 100%25 %zz &amp; &unknown; \\"quoted\\" \x1b[31m实例🎉\u200d';
    expect(redact(text, ['another secret'])).toBe(text);
  });

  it('masks secrets of any length, such as a security token', () => {
    const token = Array.from({ length: 8192 }, (_, at) => ((at * 7919) % 36).toString(36)).join('');
    const secrets = [token, `${token}==`, 'k'.repeat(65_535), 'S3cret+Key', ...forms.base64!.split(' ')];
    const written = [token, encodeURIComponent(`${token}==`), base64(token), escaped(token.slice(0, 2000))];
    for (const text of [...written, Buffer.from(token).toString('hex'), 'k'.repeat(65_535)]) {
      const shown = redact(`{"token":"${text}","next":1}`, secrets);
      expect(shown).toMatch(/^\{"token":"[*=]+[\w=]?","next":1\}$/);
    }
  });

  it('masks a short secret as it is written', () => {
    expect(redact('abc abcdef abc', ['abc', 'abcdef'])).toBe('*** *** ***');
    expect(redact('te\\u0073t Test a test', ['test'])).toBe('te\\u0073t Test a ***');
  });

  it('masks no short secret where words of koo could be hit', () => {
    expect(maskable(['test', '1234567', '12345678'])).toEqual(['12345678']);
  });

  it('leaves no secret in any text, even one with asterisks or one that a mask would complete', () => {
    const unit = fc.constantFrom(...'ab*+/ =%é实\\"');
    const key = fc.string({ unit, minLength: 1, maxLength: 10 }).filter((text) => /[^*]/.test(text));
    const text = fc.string({ unit, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), text, text, (secrets, before, after) => {
        const result = redact(`${before}${secrets.join('-')}${after}`, secrets);
        for (const hidden of secrets) expect(result).not.toContain(hidden);
      }),
    );
  });

  it('masks the written forms of any secret', () => {
    const write: ((text: string) => string)[] = [
      encodeURIComponent,
      (text) => encodeURIComponent(encodeURIComponent(text)),
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
      escaped,
      base64,
      (text) => Buffer.from(text).toString('base64url'),
      (text) => Buffer.from(text).toString('hex'),
      (text) => [...text].map((letter) => `&#${letter.codePointAt(0)};`).join(''),
    ];
    const keys = fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(
        keys.filter((key) => /[^*\s]/.test(key) && /^[^\s\\].*[^\s\\]$/.test(key)),
        (key) => {
          for (const form of write) expect(redact(`"${form(key)}"`, [key])).toMatch(/^"\\*\*+"$/);
        },
      ),
    );
  });

  it('masks a secret each of whose letters is encoded in another way', () => {
    const letter = fc.constantFrom<(letter: string) => string>(
      (one) => one,
      (one) => one.toUpperCase(),
      (one) => `\\u${hex(one, 4)}`,
      (one) => `\\\\\\u${hex(one, 4).toUpperCase()}`,
      (one) => `\\u005cu${hex(one, 4)}`,
      (one) => `\\x${hex(one, 2)}`,
      (one) => `\\u{${hex(one, 2)}}`,
      percent,
      (one) => `%2525${hex(one, 2)}`,
      (one) => encodeURIComponent(`\\u${hex(one, 4)}`),
      (one) => `&#${one.charCodeAt(0)};`,
      (one) => `&#x${hex(one, 6)};`,
      (one) => `&amp;#${one.charCodeAt(0)};`,
      (one) => `\\u0026#${one.charCodeAt(0)};`,
      (one) => `${one}\u200f`,
      (one) => `\x1b[0m\x7f${one}`,
      (one) => `\\u200b\\n${one}`,
      (one) => `\\${one.charCodeAt(0).toString(8)}`,
      (one) => `\\\\0${one.charCodeAt(0).toString(8).padStart(3, '0')}`,
      (one) => `\\U${hex(one, 8)}`,
      (one) => `\\x{${hex(one, 4)}}`,
      (one) => `%u${hex(one, 4)}`,
      (one) => `%2525u${hex(one, 4).toUpperCase()}`,
      (one) => `\\u0000${one}`,
      (one) => `${one}\u3164\u{e0fff}`,
    );
    const key = fc.string({ unit: fc.constantFrom(...'abcXYZ019+/=-_.~!'), minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(key, fc.array(letter, { minLength: 20, maxLength: 20 }), (text, ways) => {
        const written = [...text].map((one, at) => ways[at]!(one)).join('');
        const shown = redact(`(${written})`, [text])
          .replaceAll('\x1b[0m', '')
          .replace(/\\u200b\\n|\\u0000/g, '');
        expect(shown).toMatch(/^\(\W*\*\*\*\W*\)$/);
      }),
    );
  });

  it.each([
    ['backslashes', '\\', 80_000],
    ['escapes', '\\u0053', 170_000],
    ['percent signs', '%25', 300_000],
    ['half characters', '%25%25C3', 100_000],
    ['ampersands', '&amp;', 200_000],
    ['zeros', '&#0', 300_000],
    ['octal escapes', '\\0123', 200_000],
    ['unfinished escapes', '\\U0000000', 150_000],
    ['unfinished braces', '\\x{000', 200_000],
    ['fillers', '\u3164\u{e0fff}', 300_000],
    ['introducers', '\x1b]', 400_000],
    ['the secret', 'S3cret+Key', 100_000],
    ['half the secret', 'S3cret+Ke', 100_000],
  ])('takes linear time for many %s', (_, unit, times) => {
    expect(redact(unit.repeat(times), ['S3cret+Key'])).not.toContain('S3cret+Key');
  });
});
