import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeText,
  decodeTexts,
  decodeUtf8,
  type Encoding,
  type NotTextReason,
} from '../../src/text/decode.ts';

const notText = (reason: NotTextReason) => new Error(reason);

async function streamed(bytes: Uint8Array, size: number) {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const encodings: Encoding[] = [];
  let text = '';
  for await (const part of decodeTexts(pieces(), { notText, onEncoding: (one) => encodings.push(one) })) {
    text += part;
  }
  return { text, encoding: encodings.length === 1 ? encodings[0] : encodings };
}

function utf16(text: string, bigEndian = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

const text = 'name,名称\nA,华为云\n';
/** The same text in the encoding of Excel in China. */
const gbk = Buffer.concat([
  Buffer.from('name,'),
  Buffer.from('c3fbb3c6', 'hex'),
  Buffer.from('\nA,'),
  Buffer.from('bbaaceaad4c6', 'hex'),
  Buffer.from('\n'),
]);

describe.each<[string, Encoding, Uint8Array]>([
  ['UTF-8', 'utf-8', Buffer.from(text)],
  ['UTF-8 with a mark', 'utf-8', Buffer.from(`\ufeff${text}`)],
  ['UTF-16, little end first, with a mark', 'utf-16le', utf16(`\ufeff${text}`)],
  ['UTF-16, little end first, without a mark', 'utf-16le', utf16(text)],
  ['UTF-16, big end first, with a mark', 'utf-16be', utf16(`\ufeff${text}`, true)],
  ['UTF-16, big end first, without a mark', 'utf-16be', utf16(text, true)],
  ['GBK', 'gb18030', gbk],
])('%s', (_, encoding, bytes) => {
  test('is decoded as a whole', () => {
    expect(decodeText(bytes, { notText })).toEqual({ text, encoding });
  });

  test('is decoded in chunks of any size', async () => {
    for (let size = 1; size < 12; size += 1) {
      expect(await streamed(bytes, size)).toEqual({ text, encoding });
    }
  });
});

test.each<[NotTextReason, string]>([
  ['workbook', '504b0304140006000800'],
  ['workbook', 'd0cf11e0a1b11ae1'],
  ['binary', '6e616d6500000061'],
  ['unknown-encoding', 'efbbbf61ff'],
  ['unknown-encoding', '636166e92c310a'],
  ['unknown-encoding', 'fffe61000a'],
])('refuses bytes that are not text (%s, %s)', async (reason, hex) => {
  const bytes = Buffer.from(hex, 'hex');
  expect(() => decodeText(bytes, { notText })).toThrow(reason);
  for (const size of [1, 3, 100]) await expect(streamed(bytes, size)).rejects.toThrow(reason);
});

test('refuses an encoding that the caller does not accept', () => {
  const encodings = ['utf-8', 'gb18030'] as const;
  expect(() => decodeText(utf16(`\ufeff${text}`), { encodings, notText })).toThrow('unknown-encoding');
  expect(decodeText(gbk, { encodings, notText }).text).toBe(text);
});

test('decodes any UTF-8 unchanged, as a whole or in chunks', async () => {
  const anyText = fc.string({ unit: 'binary' }).filter((one) => !/^\ufeff|\0|^PK\x03\x04/.test(one));
  await fc.assert(
    fc.asyncProperty(anyText, fc.integer({ min: 1, max: 40 }), async (one, size) => {
      const bytes = Buffer.from(one);
      expect(decodeText(bytes, { notText })).toEqual({ text: one, encoding: 'utf-8' });
      expect((await streamed(bytes, size)).text).toBe(one);
    }),
  );
});

test('keeps a byte order mark inside a text', async () => {
  const marked = `${'a'.repeat(20)}\ufeff华为云`;
  expect((await streamed(Buffer.from(marked), 10)).text).toBe(marked);
});

test('decodes empty input as an empty text', async () => {
  expect(decodeText(new Uint8Array(), { notText })).toEqual({ text: '', encoding: 'utf-8' });
  expect((await streamed(new Uint8Array(), 1)).text).toBe('');
});

test('decodes strict UTF-8 with and without a byte order mark', () => {
  expect(decodeUtf8(Buffer.from('\ufeffa'))).toBe('a');
  expect(decodeUtf8(Buffer.from('\ufeffa'), true)).toBe('\ufeffa');
  expect(decodeUtf8(gbk)).toBeUndefined();
});
