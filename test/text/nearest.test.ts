import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearest, nearestAll } from '../../src/text/nearest.ts';

/** Optimal string alignment by its definition. */
function alignment(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [x = '', y = ''] = [a.at(-1), b.at(-1)];
  const edits = [
    alignment(a.slice(0, -1), b) + 1,
    alignment(a, b.slice(0, -1)) + 1,
    alignment(a.slice(0, -1), b.slice(0, -1)) + (x === y ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a.endsWith(y + x) && b.endsWith(x + y))
    edits.push(alignment(a.slice(0, -2), b.slice(0, -2)) + 1);
  return Math.min(...edits);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });

test('the distance is the number of edits', () => {
  fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) === alignment(a, b)));
});

describe('the candidates for a mistyped word', () => {
  test('are within a third of its length, the nearest first', () => {
    expect(nearestAll('instnace', ['instances', 'instance', 'distance', 'x'])).toEqual([
      'instance',
      'instances',
    ]);
    expect(nearest('lst', ['list', 'test'])).toBe('list');
    expect(nearest('sand', ['reset', 'sandbox'])).toBe('sandbox');
    expect(nearest('', ['a', 'b'])).toBeUndefined();
  });

  test('do not include any for a word that is too long to be typed', () => {
    const name = 'n'.repeat(100);
    expect(nearestAll(name, [`${name}x`])).toEqual([`${name}x`]);
    expect(nearestAll(`${name}n`, [`${name}nx`])).toEqual([]);
    const key = 'k'.repeat(3_000_000);
    expect(
      nearest(key, [
        `${key}x`.slice(1),
        'name',
        ...Array.from({ length: 500 }, (_, index) => `flag${index}`),
      ]),
    ).toBe(undefined);
    expect(nearest('name', [key, 'nmae'])).toBe('nmae');
  });
});
