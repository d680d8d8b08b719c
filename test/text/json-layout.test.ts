import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toJson } from '../../src/text/json.ts';
import { indentJson, isNestedDeeper, maxIndented } from '../../src/text/json-layout.ts';

/** A list in a list, as often as given, with values in the innermost. */
function nested(depth: number, values = ''): string {
  return `${'['.repeat(depth)}${values}${']'.repeat(depth)}`;
}

describe('the depth of JSON', () => {
  test.each(['[[1]]', '{"a":[1]}', '{"a":{}}', '[[],[],[],{}]', '["[[[",["\\"[[["]]'])(
    'of %s is two',
    (json) => {
      expect(isNestedDeeper(json, 1)).toBe(true);
      expect(isNestedDeeper(json, 2)).toBe(false);
    },
  );

  test('is found without recursion', () => {
    expect(isNestedDeeper(nested(500_000), 499_999)).toBe(true);
    expect(isNestedDeeper(nested(500_000), 500_000)).toBe(false);
  });

  test.each(['', '"', '"\\', ']]][', 'text'])('of %j, which is not JSON, is small', (text) => {
    expect(isNestedDeeper(text, 1)).toBe(false);
  });
});

describe('indented JSON', () => {
  test('is that of JSON.stringify, whatever blanks it had', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const { text, omitted } = indentJson(` ${JSON.stringify(value, null, indent)}\r\n`);
        expect(text).toBe(JSON.stringify(value, null, 2));
        expect(omitted).toBe(0);
      }),
    );
  });

  test('has the tokens of the source', () => {
    const source = '{"n":1.50,"n":-2E+3,"u":"\\u0041\\/ , : {","2":[ ],"1":{ },"":[true,null]}';
    expect(indentJson(source).text).toBe(
      [
        '{',
        '  "n": 1.50,',
        '  "n": -2E+3,',
        '  "u": "\\u0041\\/ , : {",',
        '  "2": [],',
        '  "1": {},',
        '  "": [',
        '    true,',
        '    null',
        '  ]',
        '}',
      ].join('\n'),
    );
  });

  test.each(['', 'text', '{"a":1', '[1,]', '<p>[1]</p>', '{"a":1}{}'])('is not made of %j', (text) => {
    expect(indentJson(text)).toEqual({ text, omitted: 0 });
  });

  test('is indented to a limited depth', () => {
    expect(indentJson(nested(maxIndented, '1,2')).text).toBe(
      JSON.stringify(JSON.parse(nested(maxIndented, '1,2')), null, 2),
    );
    expect(indentJson(nested(maxIndented + 1, '1,2')).text).toContain(`\n${'  '.repeat(maxIndented)}[1,2]\n`);
    const wide = nested(990, Array.from({ length: 100_000 }, () => 1).join());
    expect(indentJson(wide).text.length).toBeLessThan(wide.length + 3000);
    expect(indentJson(nested(200_000)).omitted).toBe(0);
  });

  test('ends at a length, and says how much of the source follows', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(60), (value, maxLength) => {
        const source = JSON.stringify(value);
        const { text, omitted } = indentJson(source, maxLength);
        const whole = indentJson(source).text;
        expect(whole.startsWith(text)).toBe(true);
        expect(text.length).toBeLessThanOrEqual(maxLength + 2 * maxIndented + 2);
        // What is shown and what is left out are the whole value.
        const rest = source.slice(source.length - omitted);
        expect(JSON.stringify(JSON.parse(text + rest))).toBe(source);
        expect(omitted === 0).toBe(text === whole);
      }),
    );
    expect(indentJson('{"a":"0123456789"}', 12)).toEqual({ text: '{\n  "a": "01', omitted: 10 });
    expect(indentJson('0123456789 text', 4)).toEqual({ text: '0123', omitted: 11 });
  });

  test('is never cut within a character', () => {
    expect(indentJson('ab😀', 3)).toEqual({ text: 'ab', omitted: 2 });
    expect(indentJson('["😀"]', 6)).toEqual({ text: '[\n  "', omitted: 4 });
    expect(indentJson('ab😀', 4)).toEqual({ text: 'ab😀', omitted: 0 });
  });
});

test('the output for machines is indented to a limited depth, too', () => {
  const wide = JSON.parse(nested(900, Array.from({ length: 100_000 }, () => 1).join()));
  const json = toJson(wide, 2);
  expect(json.length).toBeLessThan(250_000);
  expect(JSON.parse(json)).toEqual(wide);
  expect(toJson([[1]], 2)).toBe('[\n  [\n    1\n  ]\n]');
});
