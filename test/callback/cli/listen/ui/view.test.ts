import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chosenCall,
  initialState,
  type Key,
  pressKey,
  selectedCalls,
  type ViewState,
  withCalls,
} from '../../../../../src/callback/cli/listen/ui/state.ts';
import { detailLines, renderView } from '../../../../../src/callback/cli/listen/ui/view.ts';
import type { RecordedCall } from '../../../../../src/callback/history/model.ts';
import { width } from '../../../../../src/text/width.ts';
import { runs } from '../../../../support/property-runs.ts';

function call(id: number, more: Partial<RecordedCall> = {}): RecordedCall {
  return {
    id,
    receivedAt: new Date(2026, 2, 1, 8, 0, id),
    protocol: 'v2',
    activity: 'newInstance',
    signature: 'valid',
    request: { method: 'POST', url: '/', headers: [], body: new Uint8Array(), redacted: false },
    verdict: 'accepted',
    problems: [],
    ...more,
  };
}

const three = withCalls(initialState, [
  call(3, { activity: 'releaseInstance', verdict: 'failed' }),
  call(2, { instanceId: 'I-2' }),
  call(1),
]);
const size = { page: 10, lines: 30 };

function press(state: ViewState, ...keys: (string | Key)[]): ViewState {
  return keys.reduce<ViewState>(
    (now, key) => pressKey(now, typeof key === 'string' ? { name: key, text: '' } : key, size).state,
    state,
  );
}

const type = (text: string): Key[] => [...text].map((character) => ({ name: character, text: character }));

describe('the list', () => {
  test('arrows move within it, and at the top it follows the latest call', () => {
    expect(chosenCall(three)?.id).toBe(3);
    expect(chosenCall(press(three, 'down'))?.id).toBe(2);
    expect(chosenCall(press(three, 'down', 'down', 'down'))?.id).toBe(1);
    expect(chosenCall(press(three, 'up'))?.id).toBe(3);
    expect(chosenCall(press(three, 'end'))?.id).toBe(1);
    const more = [call(4), ...three.calls];
    expect(chosenCall(withCalls(press(three, 'down', 'up'), more))?.id).toBe(4);
    expect(chosenCall(withCalls(press(three, 'down'), more))?.id).toBe(2);
  });

  test('the filter selects the calls that have all its words', () => {
    const typing = press(three, ...type('/RELEASE fail'));
    expect([typing.mode, typing.filter]).toEqual(['filter', 'RELEASE fail']);
    expect(selectedCalls(typing).map(({ id }) => id)).toEqual([3]);
    const done = press(typing, 'return');
    expect([done.mode, done.filter]).toEqual(['list', 'RELEASE fail']);
    expect(selectedCalls(press(done, 'escape'))).toHaveLength(3);
    expect(press(typing, 'escape')).toMatchObject({ mode: 'list', filter: '' });
    expect(press(typing, 'backspace', 'backspace').filter).toBe('RELEASE fa');
    expect(selectedCalls(press(three, ...type('/i-2'))).map(({ id }) => id)).toEqual([2]);
    expect(press(three, ...type('/a'), { name: 'up', text: '' }, { text: '\x07' }).filter).toBe('a');
  });

  test('keys have effects on the chosen call only', () => {
    const effect = (state: ViewState, name: string) => pressKey(state, { name, text: '' }, size).effect;
    expect(effect(press(three, 'down'), 'r')).toEqual({ replay: 2 });
    expect(effect(initialState, 'r')).toBeUndefined();
    expect(effect(three, 'q')).toBe('quit');
    expect(effect(press(three, ...type('/')), 'q')).toBeUndefined();
    expect(press(initialState, 'return').mode).toBe('list');
  });
});

test('the detail stays on its call, and scrolls within its lines', () => {
  const detail = press(three, 'return');
  expect(detail.mode).toBe('detail');
  expect(chosenCall(withCalls(detail, [call(4), ...three.calls]))?.id).toBe(3);
  expect(press(detail, 'down').scroll).toBe(1);
  expect(press(detail, 'pagedown', 'pagedown', 'pagedown').scroll).toBe(20);
  expect(press(detail, 'end').scroll).toBe(20);
  expect(press(detail, 'end', 'home').scroll).toBe(0);
  expect(press(detail, 'up').scroll).toBe(0);
  expect(press(detail, 'escape').mode).toBe('list');
});

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '\x1b[2J',
    '\r\n\n',
    '\u202eabc',
    '云商店'.repeat(30),
    'x'.repeat(300),
    '👩‍👩‍👧'.repeat(20),
  ),
);

test('every view fits into the terminal, whatever calls contain', () => {
  const state = fc.record({
    calls: fc.array(
      fc
        .record({ activity: hostile, instanceId: hostile, resultCode: hostile })
        .map((texts) => call(7, { ...texts, meaning: { en: texts.activity, zh: '' } })),
      { maxLength: 30 },
    ),
    filter: fc.oneof(fc.constant(''), hostile),
    mode: fc.constantFrom('list' as const, 'filter' as const, 'detail' as const),
    scroll: fc.nat(50),
    notice: hostile.map((text) => ({ en: text, zh: text })),
  });
  fc.assert(
    fc.property(
      state,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 10, max: 200 }),
      hostile,
      (view, rows, columns, text) => {
        const context = { rows, columns, title: text, describe: () => `${text}\n${text}` };
        const lines = renderView(view, context);
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
        for (const line of lines) {
          expect(width(line)).toBeLessThan(columns);
          expect(line).not.toMatch(/[\x00-\x1f\u202e]/);
        }
      },
    ),
    { numRuns: runs(300) },
  );
});

test('a refused call has a mark that warns, and a call without a verdict has none', () => {
  const calls = [call(3, { verdict: 'pending' }), call(2, { verdict: 'refused' }), call(1)];
  const context = { rows: 10, columns: 120, title: '', describe: () => '' };
  const lines = renderView(withCalls(initialState, calls), context).filter((line) => line.includes('#'));
  expect(lines.map((line) => line.slice(2, 5))).toEqual(['  0', '⚠ 0', '✔ 0']);
});

test('the detail has all of the text', () => {
  const context = {
    rows: 24,
    columns: 21,
    title: '',
    describe: () => 'a word and averyveryveryverylongword',
  };
  const lines = detailLines({ ...three, mode: 'detail' }, context);
  expect(lines.join('').replaceAll(' ', '')).toBe('awordandaveryveryveryverylongword');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(21);
});
