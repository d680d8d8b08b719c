import { expect, it } from 'vitest';
import { createTimeline } from '../../../src/sandbox/cli/scenario/timeline.ts';
import type { EntryDocument } from '../../../src/sandbox/market/views/entry-text.ts';
import { verbatim } from '../../../src/text/translate.ts';

const start = Date.parse('2026-03-02T02:00:00Z');
const minute = 60_000;

function entry(minutes: number, facts: Partial<EntryDocument>): EntryDocument {
  const time = new Date(start + minutes * minute).toISOString();
  return { id: 1, time, type: 'state', instance: null, text: verbatim('It is there'), ...facts };
}

const call = (minutes: number, text = 'HTTP 500') =>
  entry(minutes, {
    type: 'attempt',
    activity: 'newInstance',
    result: 'failed',
    text: verbatim(text),
    values: { orderId: 'CS1', flag: 1 },
  });

function shown(
  entries: readonly EntryDocument[],
  options: { readonly isBrief?: boolean; readonly columns?: number } = {},
): string[] {
  const { isBrief = true, columns } = options;
  const lines: string[] = [];
  const stream = columns === undefined ? {} : { isTTY: true, columns };
  const timeline = createTimeline({ print: (text) => lines.push(...text.split('\n')), isBrief, stream });
  timeline.step(start, verbatim('b1 buys p1'));
  for (const one of entries) timeline.entry(one);
  timeline.end();
  return lines;
}

it('has each date once, at the left', () => {
  expect(shown([entry(0, {}), entry(1, {})])).toEqual([
    '2026-03-02 10:00:00  › b1 buys p1',
    '                     It is there',
    '2026-03-02 10:01:00  It is there',
  ]);
});

it('counts calls that are repeated with the same answer', () => {
  expect(shown([call(0), call(2), call(4), call(6, 'HTTP 503')])).toEqual([
    '2026-03-02 10:00:00  › b1 buys p1',
    '                     ✖ newInstance flag=1 → HTTP 500',
    '2026-03-02 10:04:00  … and 2 times more until then',
    '2026-03-02 10:06:00  ✖ newInstance flag=1 → HTTP 503',
  ]);
  expect(shown([call(0), call(2)]).at(-1)).toBe('2026-03-02 10:02:00  … and once more until then');
});

it('shows the IDs of a call unless it is brief', () => {
  expect(shown([call(0)], { isBrief: false })[1]).toContain('newInstance orderId=CS1 flag=1 → HTTP 500');
});

it('leaves out what is said twice', () => {
  const twice = [
    entry(0, { type: 'notice', to: 'buyer', kind: 'released' }),
    entry(0, { type: 'order', status: 'processing' }),
  ];
  expect(shown(twice)).toHaveLength(1);
  expect(shown([entry(0, { type: 'notice', to: 'buyer', kind: 'arrears' })])).toHaveLength(2);
  expect(shown([entry(0, { type: 'order', status: 'failed' })])).toHaveLength(2);
});

it('has the dates above where the terminal is narrow, and wraps', () => {
  expect(shown([call(0), entry(1, {})], { columns: 30 })).toEqual([
    '2026-03-02 10:00:00',
    '  › b1 buys p1',
    '  ✖ newInstance flag=1 → HTTP',
    '  500',
    '2026-03-02 10:01:00',
    '  It is there',
  ]);
});

it('explains a problem of a reply once', () => {
  const text = verbatim('x');
  const problem = { id: 'V2-X', severity: 'error' as const, expected: text, actual: text, hint: text };
  const calls = [call(0), call(2, 'HTTP 502')].map((one) => ({ ...one, problems: [problem] }));
  const lines = shown(calls, { isBrief: false });
  expect(lines.filter((line) => line.includes('V2-X'))).toHaveLength(2);
  expect(lines.filter((line) => line.includes('Hint: x'))).toHaveLength(1);
});
