import { describe, expect, test } from 'vitest';
import { runQuery } from '../../../src/cli/output/query.ts';

const result = [{ code: 'a', list: [1, 2] }];

describe('a query finds no inherited member', () => {
  test.each([
    '[0].toString',
    '[0].constructor',
    '[0].constructor.constructor',
    '[0].__proto__',
    '[0].__proto__.constructor',
    '[0].hasOwnProperty',
    '[0].length',
    '[0].list.length',
    '[0].list.constructor',
    '[0].code.length',
    '{a: @}.toString',
    '`{"a":1}`.constructor',
    'merge(@[0], `{}`).valueOf',
  ])('%s', async (expression) => {
    expect(await runQuery(result, expression)).toBeNull();
  });

  test('but those of the result', async () => {
    const own = JSON.parse('[{"toString":1,"__proto__":{"length":2},"constructor":3}]');
    expect(await runQuery(own, '[0].[toString, __proto__.length, constructor]')).toEqual([1, 2, 3]);
    expect(await runQuery(result, '[].{code: code, last: list[-1]}')).toEqual([{ code: 'a', last: 2 }]);
  });
});

describe('a query that takes too much', () => {
  const doubling = (times: number) => Array.from({ length: times }, () => '[@,@]').join('|');

  test.each([
    ['is too long', `[0].${'a'.repeat(9_997)}`],
    ['is nested too deeply', '['.repeat(10_000)],
    ['is nested too deeply', `${'('.repeat(4999)}a${')'.repeat(4999)}`],
    ['selects too much', doubling(30)],
    ['selects too much', doubling(600)],
  ])('%s: %.20s', async (_, expression) => {
    await expect(runQuery(result, expression)).rejects.toMatchObject({
      facts: { code: 'INVALID_QUERY', category: 'usage' },
    });
  });

  test('is not one of the greatest length, or one that selects the same often', async () => {
    expect(await runQuery(result, `[0].${'a'.repeat(9_996)}`)).toBeNull();
    expect(JSON.stringify(await runQuery(1, doubling(10)))).toHaveLength(1024 + 1023 * 3);
  });
});
