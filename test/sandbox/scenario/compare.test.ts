import { expect, it } from 'vitest';
import { compareCalls } from '../../../src/sandbox/scenario/compare.ts';
import type { SeenCall } from '../../../src/sandbox/scenario/model.ts';
import type { ExpectedCall } from '../../../src/sandbox/scenario/schema.ts';
import { verbatim } from '../../../src/text/translate.ts';

const call = (at: number, name: string, rest: Partial<ExpectedCall> = {}): ExpectedCall => ({
  at,
  call: name,
  values: {},
  without: [],
  lengths: {},
  answer: '000000',
  fresh: [],
  series: at,
  ...rest,
});

const sent = (at: number, name: string, rest: Partial<SeenCall> = {}): SeenCall => ({
  at,
  call: name,
  path: '/saasproduce',
  values: {},
  answer: '000000',
  meaning: verbatim('fine'),
  injected: false,
  ...rest,
});

/** `kind subject expected seen` */
function compare(expected: readonly ExpectedCall[], seen: readonly SeenCall[]): string[] {
  return compareCalls(expected, seen, (values) => values).map(
    ({ kind, subject, expected: wanted, seen: found }) => [kind, subject, wanted, found].join(' '),
  );
}

it('finds no difference between equal calls', () => {
  const values = { a: 1, b: ['x'], c: '2' };
  const expected = [
    call(1, 'one', { values: { a: '1', b: ['x'], c: '*' }, without: ['d'], lengths: { b: 1 } }),
  ];
  expect(compare(expected, [sent(1, 'one', { values })])).toEqual([]);
});

it('names each value that differs', () => {
  const expected = [call(1, 'one', { values: { a: 1, b: '*' }, without: ['c'], lengths: { d: 2 } })];
  const values = { a: 2, c: 3, d: '[1]' };
  expect(compare(expected, [sent(1, 'one', { values })])).toEqual([
    'value one 1 2',
    'value one * –',
    'value one – 3',
    'value one 2 1',
  ]);
});

it('names another path', () => {
  const seen = [sent(1, 'one', { path: '/saasproduce/produceAPI/v2/one' })];
  expect(compare([call(1, 'one', { path: '/produceAPI/v2/one' })], seen)).toEqual([]);
  expect(compare([call(1, 'one', { path: '/produceAPI/one' })], seen)).toEqual([
    'value one /produceAPI/one /saasproduce/produceAPI/v2/one',
  ]);
});

it('counts a list that is JSON text, and nothing else', () => {
  const lengths = { list: 2 };
  const compared = (list: string) =>
    compare([call(1, 'one', { lengths })], [sent(1, 'one', { values: { list } })]);
  expect(compared('[1,2]')).toEqual([]);
  expect(compared('[1,2')).toEqual(['value one 2 –']);
  expect(compared('12')).toEqual(['value one 2 –']);
});

it('names time and answer', () => {
  expect(compare([call(0, 'one')], [sent(1000, 'one', { answer: '500' })])).toEqual([
    'time one 1970-01-01T00:00:00.000Z 1970-01-01T00:00:01.000Z',
    'answer one 000000 500',
  ]);
});

it('names the call that is missing or was not expected, and not its neighbours', () => {
  const expected = ['one', 'two', 'two', 'three'].map((name, index) => call(index, name));
  const seen = expected.map(({ at, call: name }) => sent(at, name));
  expect(compare(expected, seen.toSpliced(2, 1))).toEqual(['missing two two ']);
  expect(compare(expected, seen.toSpliced(1, 0, sent(0, 'four')))).toEqual(['unexpected four  four']);
  expect(compare(expected, [])).toHaveLength(4);
  expect(compare([], seen)).toHaveLength(4);
});

it('names calls in another order', () => {
  const expected = [call(0, 'one'), call(0, 'two')];
  expect(compare(expected, [sent(0, 'two'), sent(0, 'one')])).toEqual([
    'missing one one ',
    'unexpected one  one',
  ]);
});

it('finds values that are repeated within a series', () => {
  const series = { series: 1, fresh: ['id'] };
  const expected = [
    call(0, 'one', series),
    call(1, 'one', series),
    call(2, 'one', { series: 2, fresh: ['id'] }),
  ];
  const seen = [0, 1, 2].map((at) => sent(at, 'one', { values: { id: 'x' } }));
  expect(compare(expected, seen)).toEqual(['value one  x']);
});

it('compares thousands of calls', () => {
  const expected = Array.from({ length: 4000 }, (_, at) => call(at, 'one'));
  const seen = expected.map(({ at }) => sent(at + 1, 'one'));
  expect(compare(expected, seen)).toHaveLength(4000);
});
