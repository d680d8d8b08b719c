import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gbk, latin1, readAsLatin1, readGbk } from '../../../src/signing/mistakes/charset.ts';

test('encodes GBK as Python and Java do', () => {
  expect(gbk('中文é').toString('hex')).toBe('d6d0cec4a8a6');
  expect(gbk('a1 用户‰').toString('hex')).toBe('613120d3c3bba7a1eb');
  expect(gbk('🛒x').toString('hex')).toBe('3f78');
});

test('what is in GBK survives it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...'华为云商店客户 abc+/=,。()é'), { maxLength: 40 }),
      (characters) => {
        expect(readGbk(gbk(characters.join('')))).toBe(characters.join(''));
      },
    ),
  );
});

test('what is not GBK is not read as such', () => {
  expect(readGbk(Buffer.of(0x81))).toBeUndefined();
  expect(readGbk(Buffer.of(0xff, 0xff))).toBeUndefined();
});

test('ISO-8859-1', () => {
  expect(latin1('é🛒x中').toString('hex')).toBe('e93f783f');
  expect(readAsLatin1('中é')).toBe('ä¸\u00adÃ©');
});
