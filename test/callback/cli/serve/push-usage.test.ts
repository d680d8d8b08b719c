import { expect, test } from 'vitest';
import { keepPushing } from '../../../../src/callback/cli/serve/open-api.ts';
import type { UsageRecord } from '../../../../src/callback/merchant/usage.ts';
import { KooError } from '../../../../src/errors/koo-error.ts';
import type { UsagePushAnswer } from '../../../../src/openapi/usage.ts';
import { verbatim } from '../../../../src/text/translate.ts';
import { harness } from '../../merchant/harness.ts';

const start = Date.parse('2026-03-02T02:00:00.000Z');

function record(hour: number): UsageRecord {
  const time = (hours: number) =>
    new Date(start + hours * 3_600_000).toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    begin_time: time(hour),
    end_time: time(hour + 1),
    instance_id: 'I1',
    metering_sn: `S${hour}`,
    record_time: time(hour + 1),
    usage_value: '1',
  };
}

/** Pushes what is due in each round; the last response ends it. */
async function rounds(due: readonly (readonly UsageRecord[])[], responses: readonly UsagePushAnswer[]) {
  const sent: string[][] = [];
  const settled: [pushed: string[], rejected: string[]][] = [];
  const said: string[] = [];
  const sns = (records: readonly UsageRecord[]) => records.map(({ metering_sn }) => metering_sn);
  const controller = new AbortController();
  const [dues, answers] = [[...due], [...responses]];
  await keepPushing({
    merchant: {
      ...harness().merchant,
      usageDue: () => dues.shift() ?? [],
      settleUsage: (records, rejected = new Set()) => settled.push([sns(records), [...rejected]]),
    },
    api: {
      businessNow: () => new Date(start),
      push: async (records) => {
        sent.push(sns(records));
        const answer = answers.shift()!;
        if (answers.length === 0) controller.abort();
        return answer;
      },
    },
    intervalMs: 0,
    notice: ({ en }) => said.push(en),
    signal: controller.signal,
  });
  return { sent, settled, said };
}

const accepted: UsagePushAnswer = { rejections: [], maybeStored: false };
const text = verbatim('127.0.0.1: connection refused');
const failed: UsagePushAnswer = {
  error: new KooError({ category: 'network', code: 'CONNECTION_REFUSED', message: text, hint: text }),
  maybeStored: true,
};

test('settles what was sent, with what was rejected; a record that the server has already is accepted', async () => {
  const rejections = [
    { index: 0, code: '013' },
    { index: 1, code: '010' },
  ];
  const due = [[record(0)], [record(1), record(2), record(3)]];
  expect(await rounds(due, [accepted, { rejections, maybeStored: false }])).toEqual({
    sent: [['S0'], ['S1', 'S2', 'S3']],
    settled: [
      [['S0'], []],
      [['S1', 'S2', 'S3'], ['S1']],
    ],
    said: ['Usage: 1 record accepted', 'Usage: 2 records accepted, others rejected (013)'],
  });
});

test('sends the same records again after a failure, before newer ones', async () => {
  expect(await rounds([[record(0)], [record(1)]], [failed, accepted, accepted])).toEqual({
    sent: [['S0'], ['S0'], ['S1']],
    settled: [
      [['S0'], []],
      [['S1'], []],
    ],
    said: [
      'Usage: not pushed, and sent again later: 127.0.0.1: connection refused',
      'Usage: 1 record accepted',
      'Usage: 1 record accepted',
    ],
  });
});

test('sends at most 1000 records at once, and settles each batch', async () => {
  const due = Array.from({ length: 1001 }, (_, hour) => record(hour));
  const { sent, settled } = await rounds([due], [accepted, failed, accepted]);
  expect(sent.map(({ length }) => length)).toEqual([1000, 1, 1]);
  expect(settled.map(([pushed]) => pushed.length)).toEqual([1000, 1]);
});

test('sends nothing when nothing is due, and says nothing of a failure at the end', async () => {
  expect(await rounds([[], [], [record(0)]], [failed])).toEqual({ sent: [['S0']], settled: [], said: [] });
});
