import { expect, test } from 'vitest';
import { detailsOf } from '../../../../src/callback/cli/history/documents.ts';
import { callText } from '../../../../src/callback/cli/history/view.ts';
import { type CallLine, callLine, renderCall } from '../../../../src/callback/cli/listen/line.ts';
import type { RecordedCall } from '../../../../src/callback/history/model.ts';
import { useLanguage } from '../../../../src/text/translate.ts';

const both = (en: string) => ({ en, zh: `中${en}` });

const recorded: RecordedCall = {
  id: 7,
  receivedAt: new Date(2026, 2, 1, 8, 5, 9),
  protocol: 'v2',
  activity: 'newInstance',
  orderId: 'CS1',
  signature: 'valid',
  target: 'http://127.0.0.1:3000/',
  request: { method: 'POST', url: '/x?a=1', headers: [], body: Buffer.from('{"a":1}'), redacted: false },
  answer: { status: 200, headers: [], body: Buffer.from('no'), truncated: false, durationMs: 3.4 },
  verdict: 'accepted',
  meaning: both('resultCode 000000'),
  resultCode: '000000',
  problems: [],
};
const problem = {
  id: 'V2-REPLY-JSON',
  severity: 'error',
  expected: both('JSON'),
  actual: both('no'),
  hint: both('do'),
} as const;
const warning = { ...problem, id: 'V2-REPLY-SLOW', severity: 'warning' } as const;

function line(more: Partial<RecordedCall> = {}, cause?: string, withBodies = false): CallLine {
  return callLine({ ...recorded, ...more }, cause === undefined ? undefined : both(cause), withBodies);
}

test('a call for programs has the fields of the history', () => {
  const { request: _, response: __, verification: ___, failure: ____, ...listed } = detailsOf(recorded, null);
  expect(line()).toEqual({ ...listed, cause: null });
  expect(line({}, 'seconds', true)).toEqual({
    ...listed,
    cause: both('seconds'),
    request: expect.objectContaining({ method: 'POST', body: '{"a":1}' }),
    response: expect.objectContaining({ status: 200, body: 'no' }),
  });
});

test('an accepted call is one line, aligned where there is room', () => {
  expect(renderCall(line({ problems: [warning] }), 120)).toBe(
    '08:05:09  #7      v2              newInstance           CS1                               000000    accepted  3 ms',
  );
  expect(renderCall(line(), 109)).toBe('08:05:09  #7  v2  newInstance  CS1  000000  accepted  3 ms');
});

test('a failed call has its first error below it, in the chosen language', () => {
  const failed = line({ verdict: 'failed', problems: [warning, problem] });
  expect(renderCall(failed, 80).split('\n').slice(1)).toEqual([
    '    ✖ V2-REPLY-JSON: resultCode 000000',
    '    Expected: JSON; actual: no',
    '    Hint: do',
    '    All about it: koo callback history 7',
  ]);
  useLanguage('zh');
  expect(renderCall(failed, 80)).toContain('中resultCode 000000');
});

test('a call that is not valid says why', () => {
  const refused = line({ verdict: 'refused', signature: 'invalid', reason: both('wrong') }, 'seconds');
  expect(renderCall(refused, 80).split('\n').slice(1)).toEqual([
    '    ⚠ The call is not valid: wrong',
    '    Cause: seconds',
  ]);
});

test('the whole call has the mark of success if it was refused as it should be', () => {
  const call = { ...recorded, verdict: 'refused', meaning: both('resultCode 000001') } as const;
  expect(callText(detailsOf(call, null))).toMatch(/^✔ refused: resultCode 000001$/m);
});

test('bodies are indented, or as they are, and bounded', () => {
  expect(
    renderCall(line({}, undefined, true), 80)
      .split('\n')
      .slice(1),
  ).toEqual(['    → POST /x?a=1', '    {', '      "a": 1', '    }', '    ← HTTP 200', '    no']);
  const long = { ...recorded.request, body: Buffer.alloc(20_000, 'x') };
  expect(renderCall(line({ request: long }, undefined, true), 80)).toContain('… (3616 more characters)');
});

test('what senders and merchants choose stays on its line and moves no cursor', () => {
  const hostile = '\x1b[2J\u202e\nx'.repeat(1000);
  const lines = renderCall(
    line(
      {
        activity: hostile,
        instanceId: hostile,
        resultCode: hostile,
        meaning: both(hostile),
        reason: both(hostile),
        verdict: 'failed',
        problems: [{ ...problem, actual: both(hostile) }],
      },
      hostile,
    ),
    80,
  );
  expect(lines).not.toMatch(/[\x1b\u202e]/);
  expect(lines.split('\n')).toHaveLength(7);
  expect(lines.length).toBeLessThan(5_000);
});
