import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstDifference } from '../../src/callback/difference.ts';

describe('firstDifference', () => {
  test('finds no difference in equal texts', () => {
    expect(firstDifference('a=1', 'a=1')).toBeUndefined();
  });

  test.each([
    [
      'a value',
      'activity=newInstance&orderId=CS1&testFlag=1',
      'activity=newInstance&orderId=CS2&testFlag=1',
      31,
      'orderId',
    ],
    ['a longer value', 'a=1&b=2&c=3', 'a=1&b=23&c=3', 7, 'b'],
    ['a missing parameter', 'a=1&b=&c=3', 'a=1&c=3', 4, 'b'],
    ['the first parameter', 'a=1', 'b=1', 0, 'a'],
    ['an undecoded value', 'email=a+b/c', 'email=a%2Bb%2Fc', 7, 'email'],
    ['a shorter text', 'a=1&b=2', 'a=1', 3, 'a'],
    ['JSON', '{"activity":"x","orderId":"1"}', '{"activity":"x","orderId":"2"}', 27, 'orderId'],
    ['nested JSON', '{"a":1,"p":{"skuCode":"x"}}', '{"a":1,"p":{"skuCode":"y"}}', 23, 'skuCode'],
    ['a JSON key', '{"a":1,"b":2}', '{"a":1,"c":2}', 8, 'b'],
    ['JSON behind the key', '<accessKey>n1{"a":1}', '<accessKey>n1{"a": 1}', 18, 'a'],
    ['a blank after a comma', '{"a":"x:y","b":2}', '{"a":"x:y", "b":2}', 11, 'b'],
    ['no parameter at all', '<accessKey>nonce123', '<accessKey>123nonce', 11, undefined],
  ])('%s', (_, expected, other, index, name) => {
    const difference = firstDifference(expected, other);
    expect(difference?.index).toBe(index);
    expect(difference?.name).toBe(name);
  });

  test('shows what stands around it', () => {
    const same = 'x'.repeat(100);
    expect(firstDifference(`${same}A${same}`, `${same}B${same}`)).toMatchObject({
      index: 100,
      expected: `…${'x'.repeat(24)}A${'x'.repeat(23)}…`,
      other: `…${'x'.repeat(24)}B${'x'.repeat(23)}…`,
    });
    expect(firstDifference('a', '')).toEqual({ index: 0, expected: 'a', other: '' });
  });

  test('does not split a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.nat(60), (a, b, n) => {
        const difference = firstDifference('🛒'.repeat(n) + a, '🛒'.repeat(n) + b);
        expect(difference === undefined).toBe(a === b);
        if (!difference) return;
        expect(difference.expected.isWellFormed()).toBe(true);
        expect(difference.other.isWellFormed()).toBe(true);
        expect(difference.expected).not.toBe(difference.other);
      }),
    );
  });
});
