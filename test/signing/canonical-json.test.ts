import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  canonicalJsonText,
  compactJson,
  jsonMembers,
  jsonTokens,
} from '../../src/signing/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../src/text/json.ts';
import { runs } from '../support/property-runs.ts';

/** Texts with what trips signers up. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '+ % space',
    '华为云',
    '🛒𠮷',
    '',
    '"\\/\b\f\n\r\t\u001f\u007f\u2028',
    '[object Object]',
    '2',
    '<a>&',
  ),
);
const value = fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<JsonValue>;
const body: fc.Arbitrary<JsonObject> = fc.dictionary(text, value, { noNullPrototype: true });

describe('compactJson', () => {
  test('writes strings as Jackson does', () => {
    expect(compactJson('"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é中🛒')).toBe(
      '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\u007f\u2028é中🛒"',
    );
  });

  test('writes half a surrogate pair as Java’s UTF-8 encoder does', () => {
    expect(compactJson(['a\ud800b', '\udc00', '🛒', '\ude00\ud83d'])).toBe('["a?b","?","🛒","??"]');
  });

  test('keeps the order of keys and writes no white space', () => {
    expect(compactJson({ b: [1, true, null, { z: {}, a: [] }], a: -1.5 })).toBe(
      '{"b":[1,true,null,{"z":{},"a":[]}],"a":-1.5}',
    );
  });

  test('writes JSON that JSON.parse reads back', () => {
    fc.assert(
      fc.property(value, (json) => {
        fc.pre(JSON.stringify(json).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(json)));
        expect(JSON.parse(compactJson(json))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });
});

describe('canonicalJson', () => {
  test('sorts the top level by UTF-16 code unit and drops its nulls, nothing else', () => {
    expect(
      canonicalJson({ b: 1, ﬀ: 2, '🛒': 3, B: 4, a: { d: null, c: 1 }, n: null, _: '', '10': 5, '9': 6 }),
    ).toBe('{"10":5,"9":6,"B":4,"_":"","a":{"d":null,"c":1},"b":1,"🛒":3,"ﬀ":2}');
  });

  test('does not depend on the order of the top-level keys', () => {
    const shuffled = body.chain((object) =>
      fc.tuple(
        fc.constant(object),
        fc.shuffledSubarray(Object.keys(object), { minLength: Object.keys(object).length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([object, names]) => {
        const wire = `{${names.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(object[name])}`).join(' , ')}}`;
        expect(canonicalJsonText(wire)).toBe(canonicalJson(JSON.parse(JSON.stringify(object))));
      }),
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(body, (object) => {
        const once = canonicalJson(object);
        expect(canonicalJsonText(once)).toBe(once);
        expect(canonicalJson(JSON.parse(once))).toBe(once);
      }),
    );
  });
});

describe('canonicalJsonText', () => {
  test.each([
    [
      'numbers stay as written',
      '{"b":1.0,"a":12345678901234567890,"c":-0.0,"d":1E5,"e":1e-7}',
      '{"a":12345678901234567890,"b":1.0,"c":-0.0,"d":1E5,"e":1e-7}',
    ],
    [
      'nested keys keep the order of arrival',
      '{"a":{"2":1,"1":{"z":1,"b":2}}}',
      '{"a":{"2":1,"1":{"z":1,"b":2}}}',
    ],
    ['white space goes', ' { "a" :\t[ 1 ,\r\n { } , [ ] ] } ', '{"a":[1,{},[]]}'],
    ['white space in strings stays', '{"a , b : {":" [1, 2] "}', '{"a , b : {":" [1, 2] "}'],
    [
      'escapes are written anew',
      '{"a":"\\u4e2d\\/\\u001f\\ud83d\\uded2\\u0022\\u0041"}',
      '{"a":"中/\\u001F🛒\\"A"}',
    ],
    ['keys are unescaped before sorting', '{"\\u0062":1,"a":2}', '{"a":2,"b":1}'],
    [
      'the last of equal keys counts, at the place of the first',
      '{"x":{"b":1,"a":2,"b":3},"x":{"b":1,"a":2,"b":4}}',
      '{"x":{"b":4,"a":2}}',
    ],
    ['a null that comes last drops the key', '{"a":1,"a":null}', '{}'],
    [
      '__proto__ is a key like any other',
      '{"__proto__":{"__proto__":1},"a":1,"constructor":2}',
      '{"__proto__":{"__proto__":1},"a":1,"constructor":2}',
    ],
    ['half surrogate pairs', '{"a":"\\ud800"}', '{"a":"?"}'],
    ['the empty object', '{}', '{}'],
  ])('%s', (_, wire, canonical) => {
    expect(canonicalJsonText(wire)).toBe(canonical);
  });

  test.each([
    '',
    ' ',
    'null',
    '[]',
    '"{}"',
    '1',
    '{',
    '{"a":1}x',
    '{"a":1,}',
    "{'a':1}",
    '{"a":01}',
    '\ufeff{}',
    '{"a":"\n"}',
  ])('is undefined for %j', (wire) => {
    expect(canonicalJsonText(wire)).toBeUndefined();
  });

  test('refuses what is nested to overflow the stack, and reads what Jackson reads', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
    expect(canonicalJsonText(nested(1000))).toBe(nested(1000));
    expect(canonicalJsonText(nested(1001))).toBeUndefined();
    expect(canonicalJsonText(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)).toBeUndefined();
  });

  test('reads many values side by side, which are not nested', () => {
    const wide = `{"a":[${Array(1100).fill('{"b":[[]]}').join(',')}],"c":{}}`;
    expect(canonicalJsonText(wide)).toBe(wide);
  });

  test('reads long values without overflowing the stack', () => {
    const long = 'x'.repeat(10_000_000);
    expect(canonicalJsonText(`{"b": "${long}", "a": "\\u0041"}`)).toBe(`{"a":"A","b":"${long}"}`);
  });

  test('agrees with canonicalJson for any body', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(undefined, 2, '\t'), (object, indent) => {
        expect(canonicalJsonText(JSON.stringify(object, null, indent))).toBe(canonicalJson(object));
      }),
    );
  });
});

test('jsonMembers keeps the received order', () => {
  expect([...(jsonMembers('{"b": 1, "2": [1, "x"], "1": null}') ?? [])]).toEqual([
    ['b', '1'],
    ['2', '[1,"x"]'],
    ['1', 'null'],
  ]);
});

/** Text that comes close to JSON. */
const almostJson = fc
  .array(
    fc.constantFrom(
      '"',
      '\\',
      '\\u',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '1',
      'a',
      ' ',
      '\n',
      'true',
      '中',
      '\ud800',
      '\0',
    ),
  )
  .map((pieces) => pieces.join(''));

describe('text that is not JSON', () => {
  test('is cut into tokens without a loss', () => {
    const dense = (text: string) => text.replaceAll(/[ \t\n\r]/g, '');
    fc.assert(
      fc.property(fc.oneof(almostJson, fc.string({ unit: 'binary' })), (wire) => {
        expect(dense(jsonTokens(wire).join(''))).toBe(dense(wire));
      }),
      { numRuns: runs(1000) },
    );
  });

  test('has no members', () => {
    fc.assert(
      fc.property(fc.oneof(almostJson, fc.json()), (wire) => {
        const members = jsonMembers(wire);
        let isObject = false;
        try {
          isObject = /^\s*\{/.test(wire) && typeof JSON.parse(wire) === 'object';
        } catch {}
        expect(members !== undefined).toBe(isObject);
      }),
      { numRuns: runs(1000) },
    );
  });

  test.each(['"', '"\\', '{"a":"', '{"a\\u00ZZ":1}', '{"a":1', `{"a":"${'\\"'.repeat(500_000)}`])(
    '%.20s',
    (wire) => {
      expect(jsonTokens(wire).join('')).toBe(wire);
      expect(jsonMembers(wire)).toBeUndefined();
    },
  );
});
