import { expect, test } from 'vitest';
import { createEntryText } from '../../../src/sandbox/cli/market/entry-view.ts';
import { entryDocument } from '../../../src/sandbox/market/views/entry-text.ts';
import { verbatim } from '../../../src/text/translate.ts';

const forged = 'a\n2026-03-02 10:00:00  ✔ newInstance\u2028b\r\nc\vd';

test('what a server sends is no line of its own', () => {
  const at = Date.parse('2026-03-02T02:00:00Z');
  const text = verbatim(forged);
  const problem = { id: 'X', severity: 'error', expected: text, actual: text, hint: text } as const;
  const shared = { id: 1, at, type: 'attempt', delivery: 1, attempt: 1, protocol: 'v2' } as const;
  const attempt = {
    ...shared,
    activity: 'queryInstance',
    values: { instanceId: forged },
    result: 'failed',
  } as const;
  const entry = entryDocument({ ...attempt, resultCode: null, meaning: text, problems: [problem] }, forged);
  const state = entryDocument({ id: 2, at, instance: 1, type: 'state', state: 'active', text }, forged);
  const lines = [entry, state].map(createEntryText()).join('\n').split('\n');
  expect(lines.filter((line) => line.startsWith('2026-'))).toHaveLength(2);
  expect(lines.every((line) => /^(2026-03-02 10:00:00 {2}(✖ queryInstance|a 2026)| {4})/.test(line))).toBe(
    true,
  );
});
