import { expect, test } from 'vitest';
import { createEntryText } from '../../../../src/sandbox/cli/market/entry-view.ts';
import type { EntryDocument } from '../../../../src/sandbox/market/views/entry-text.ts';
import { verbatim } from '../../../../src/text/translate.ts';

const refused = verbatim('the connection was refused');

function attempt(delivery: number, id: string, nextAt?: string): EntryDocument {
  const problem = { id, severity: 'error', expected: refused, actual: refused, hint: refused } as const;
  return {
    ...{ id: 1, time: '2026-03-02T02:00:00.000Z', type: 'attempt', instance: 'i', text: refused },
    ...{ delivery, activity: 'newInstance', values: {}, result: 'failed', problems: [problem] },
    ...(nextAt !== undefined && { nextAt }),
  };
}

const mail: EntryDocument = {
  ...{ id: 2, time: '2026-03-02T02:00:00.000Z', type: 'notice', instance: 'i', text: refused },
  ...{ to: 'seller', kind: 'delivery-failed' },
};

/** The first two words behind the time of each line, of each entry that is shown. */
function rendered(entries: readonly EntryDocument[]): string[] {
  const render = createEntryText();
  return entries.flatMap((entry) => {
    const text = render(entry);
    return text === undefined ? [] : [text.replaceAll('2026-03-02 10:00:00  ', '')];
  });
}

const next = '2026-03-02T02:02:00.000Z';
const line = '✖ newInstance → the connection was refused';
const inFull = expect.stringMatching(
  /^✖ newInstance → .*\n {4}✖ NET\n[\s\S]*Next attempt: 2026-03-02 10:02:00$/,
);
const toSeller = 'To the seller: i: the connection was refused';

test('an attempt that fails like the one before is one line, without another message to the seller', () => {
  const one = attempt(1, 'NET', next);
  expect(rendered([one, mail, one, mail, one, mail])).toEqual([inFull, toSeller, line, line]);
});

test('an attempt that fails otherwise is shown in full', () => {
  const shown = rendered([attempt(1, 'NET', next), mail, attempt(1, 'TLS', next), mail]);
  expect(shown).toEqual([inFull, toSeller, expect.stringContaining('✖ TLS'), toSeller]);
});

test('an attempt of another delivery is shown in full', () => {
  const shown = rendered([attempt(1, 'NET', next), attempt(2, 'NET', next), mail]);
  expect(shown).toEqual([inFull, inFull, toSeller]);
});
