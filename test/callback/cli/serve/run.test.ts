import { expect, test } from 'vitest';
import { logDocument, logLine } from '../../../../src/callback/cli/serve/run.ts';

const entry = {
  time: new Date(2026, 2, 1, 8, 5, 9),
  method: 'POST',
  protocol: 'v2',
  activity: 'newInstance',
  resultCode: '000000',
  durationMs: 3,
} as const;
const refused = {
  ...entry,
  resultCode: '000001',
  reason: { en: 'the signature is wrong', zh: '签名校验不通过' },
};

test('a line a request, the reason behind it, in either language', () => {
  expect(logLine(entry, 'en')).toMatch(/^08:05:09 +POST +v2 +newInstance +000000 +3 ms$/);
  expect(logLine(refused, 'en')).toMatch(/000001 +3 ms +the signature is wrong$/);
  expect(logLine(refused, 'zh')).toMatch(/签名校验不通过$/);
  const { protocol: _protocol, activity: _activity, ...bare } = refused;
  expect(logLine(bare, 'en')).toMatch(/POST +- +- +000001/);
});

test('what a stranger wrote neither reaches the terminal raw nor fills it', () => {
  const hostile = { ...entry, activity: `\u001b[31mred\nnew line\u202e${'x'.repeat(1000)}` };
  const line = logLine(hostile, 'en');
  expect(line).not.toMatch(/[\u001b\n\u202e]/);
  expect(line.length).toBeLessThan(120);
  expect(logDocument(hostile).activity).toMatch(/^red new linex{28}$/);
});

test('the document for scripts', () => {
  expect(logDocument(refused)).toEqual({
    time: entry.time.toISOString(),
    method: 'POST',
    protocol: 'v2',
    activity: 'newInstance',
    resultCode: '000001',
    durationMs: 3,
    reason: refused.reason,
  });
  const { protocol: _protocol, activity: _activity, ...bare } = entry;
  expect(logDocument(bare)).toMatchObject({ protocol: null, activity: null });
});
