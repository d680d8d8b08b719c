import { describe, expect, test } from 'vitest';
import { jsonTokens } from '../../../src/signing/canonical-json.ts';
import {
  javaMapToString,
  prettyJson,
  quoteEscaping,
  rewriteNumbers,
  rewriteStrings,
  sortKeysDeeply,
  spacedJson,
} from '../../../src/signing/mistakes/json-dialects.ts';

const value = { a: 'é中🛒/<&>\u007f, : {', b: [1, { c: true, d: {} }], e: [] };
const json = JSON.stringify(value);

describe('writes JSON like other languages', () => {
  test('Python json.dumps(ensure_ascii=False)', () => {
    expect(spacedJson(jsonTokens(json))).toBe(
      '{"a": "é中🛒/<&>\u007f, : {", "b": [1, {"c": true, "d": {}}], "e": []}',
    );
  });

  test('Python json.dumps', () => {
    expect(spacedJson(rewriteStrings(jsonTokens(json), quoteEscaping(/[\u007f-\uffff]/g)))).toBe(
      '{"a": "\\u00e9\\u4e2d\\ud83d\\uded2/<&>\\u007f, : {", "b": [1, {"c": true, "d": {}}], "e": []}',
    );
  });

  test.each([2, 4, '\t'])('JSON.stringify indented by %j', (indent) => {
    const blanks = typeof indent === 'number' ? ' '.repeat(indent) : indent;
    expect(prettyJson(jsonTokens(json), blanks, ': ')).toBe(JSON.stringify(value, null, indent));
    expect(prettyJson(jsonTokens('{}'), blanks, ': ')).toBe('{}');
    expect(prettyJson(jsonTokens('{"a":[[],[[1,2],{}]]}'), blanks, ': ')).toBe(
      JSON.stringify({ a: [[], [[1, 2], {}]] }, null, indent),
    );
  });

  test('Go encoding/json', () => {
    expect(rewriteStrings(['"a<b>&c\u2028\'="'], quoteEscaping(/[<>&\u2028\u2029]/g))).toEqual([
      '"a\\u003cb\\u003e\\u0026c\\u2028\'="',
    ]);
  });

  test('Java Map.toString', () => {
    expect(javaMapToString(jsonTokens('{"a":1,"b":{"c":"d, e"},"f":[true,null]}'))).toBe(
      '{a=1, b={c=d, e}, f=[true, null]}',
    );
  });

  test('upper-case escapes', () => {
    expect(quoteEscaping(/[\u0080-\uffff]/g, 'upper')('é"')).toBe('"\\u00E9\\""');
  });
});

test('rewrites only numbers', () => {
  expect(
    rewriteNumbers(jsonTokens('{"1":1,"a":"2","b":[-3.50,1e3,true]}'), (number) => `<${number}>`).join(''),
  ).toBe('{"1":<1>,"a":"2","b":[<-3.50>,<1e3>,true]}');
});

test('keys are sorted at every depth', () => {
  expect(sortKeysDeeply('{"b":[{"z":1,"10":2,"9":3}],"a":{"d":{"f":1.0,"e":2},"c":null}}')).toBe(
    '{"a":{"c":null,"d":{"e":2,"f":1.0}},"b":[{"10":2,"9":3,"z":1}]}',
  );
  expect(sortKeysDeeply('[]')).toBeUndefined();
});
