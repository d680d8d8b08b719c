import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/text/catalogue.ts';
import { joined } from '../../src/text/localized.ts';
import {
  both,
  chineseOf,
  localize,
  t,
  useCatalogue,
  useLanguage,
  verbatim,
} from '../../src/text/translate.ts';
import { cataloguePath } from '../support/catalogue.ts';

const sentences: Record<string, string> = {
  'Nothing to change.': '无需更改。',
  '{count, plural, one {# row} other {# rows}} cannot be sent': '有 {count} 行无法发送',
  'One of {names, or} in {file}': '{file} 中的 {names, or} 之一',
  'is {state, select, on {running} off {stopped} other {unknown}}':
    '{state, select, on {运行中} off {已停止} other {未知}}',
};
let loads = 0;

beforeEach(() => {
  loads = 0;
  useCatalogue(() => {
    loads += 1;
    return (sentence) => sentences[sentence];
  });
});
afterEach(() => useCatalogue(() => readCatalogue(readFileSync(cataloguePath))));

describe('t', () => {
  it('uses the chosen language, and English by default', () => {
    expect(t('Nothing to change.')).toBe('Nothing to change.');
    useLanguage('zh');
    expect(t('Nothing to change.')).toBe('无需更改。');
  });

  it.each([
    [1, '1 row cannot be sent', '有 1 行无法发送'],
    [0, '0 rows cannot be sent', '有 0 行无法发送'],
    [2, '2 rows cannot be sent', '有 2 行无法发送'],
  ])('counts %i', (count, en, zh) => {
    const text = both('{count, plural, one {# row} other {# rows}} cannot be sent', { count });
    expect([text.en, text.zh]).toEqual([en, zh]);
  });

  it.each([
    [[], 'One of  in f', 'f 中的  之一'],
    [['a'], 'One of a in f', 'f 中的 a 之一'],
    [['a', 'b'], 'One of a or b in f', 'f 中的 a 或 b 之一'],
    [['a', 'b', 'c'], 'One of a, b or c in f', 'f 中的 a、b 或 c 之一'],
  ])('lists %j', (names, en, zh) => {
    const text = both('One of {names, or} in {file}', { names, file: 'f' });
    expect([text.en, text.zh]).toEqual([en, zh]);
  });

  it('selects a branch', () => {
    const sentence = (state: string) =>
      both('is {state, select, on {running} off {stopped} other {unknown}}', { state });
    expect(sentence('on').en).toBe('is running');
    expect(sentence('off').zh).toBe('已停止');
    expect(sentence('paused').zh).toBe('未知');
  });

  it('accepts localized arguments, in the language of the sentence', () => {
    const name = { en: 'order', zh: '订单' };
    const text = both('No {what}: {list}', { what: name, list: [name, 'x', 3] });
    expect(text.en).toBe('No order: order, x, 3');
    expect(text.zh).toBe('No 订单: 订单、x、3');
  });

  it('leaves other braces unchanged, and does not interpret arguments', () => {
    expect(t('JSON {"a": {b}} and {method, url}')).toBe('JSON {"a": {b}} and {method, url}');
    expect(t('JSON {"a": {b}} of {name}', { name: 'x' })).toBe('JSON {"a": {b}} of x');
    expect(t('{constructor} {name}', { name: 'x' })).toBe('{constructor} x');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', 'name', ',', ' plural', '#', 'x') }),
        (value) => {
          expect(t('<{name}>', { name: value })).toBe(`<${value}>`);
        },
      ),
    );
  });
});

describe('the catalogue', () => {
  it('is loaded once, with the first Chinese sentence, and never for English', () => {
    const text = both('Nothing to change.');
    expect([t('Nothing to change.'), text.en, loads]).toEqual([
      'Nothing to change.',
      'Nothing to change.',
      0,
    ]);
    expect([text.zh, chineseOf('Nothing to change.'), loads]).toEqual(['无需更改。', '无需更改。', 1]);
  });

  it('is not loaded for English that is made of other texts', () => {
    const list = joined([both('Nothing to change.'), both('Nothing to change.')], both('; '));
    expect([list.en, loads]).toEqual(['Nothing to change.; Nothing to change.', 0]);
    expect([list.zh, loads]).toEqual(['无需更改。; 无需更改。', 1]);
  });

  it('returns the English if there is no Chinese', () => {
    expect(both('Unheard of').zh).toBe('Unheard of');
  });
});

it('serialises both languages to JSON', () => {
  expect(JSON.parse(JSON.stringify({ title: both('Nothing to change.') }))).toEqual({
    title: { en: 'Nothing to change.', zh: '无需更改。' },
  });
  expect({ ...both('Nothing to change.') }).toEqual({ en: 'Nothing to change.', zh: '无需更改。' });
});

it('localize returns the text in the chosen language', () => {
  useLanguage('zh');
  expect([localize({ en: 'a', zh: '甲' }), localize(verbatim('x'))]).toEqual(['甲', 'x']);
});
