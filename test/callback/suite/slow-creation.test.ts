import { expect, test } from 'vitest';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { responded, testReference } from './harness.ts';

/** Tests the reference merchant, whose successful creations are said to take some time. */
async function runWith(id: ProtocolId, creationMs: number) {
  const isCreation = ({ activity, resultCode }: { activity?: string; resultCode: string }) =>
    activity === 'newInstance' && resultCode === '000000';
  const { report, replies } = await testReference(id, {
    outcome: (reply) => (isCreation(reply) ? responded(200, reply, creationMs) : undefined),
  });
  return { report, creations: replies.filter(isCreation).length };
}

test.each([
  ['v1', 'queryInstance'],
  ['v2', 'queryInstance'],
  ['online-license', 'refreshInstance'],
] as const)(
  '%s creates fewer instances where a creation takes seconds, and says so',
  async (protocol, instead) => {
    const quick = await runWith(protocol, 1_999);
    const slow = await runWith(protocol, 6_000);
    expect(slow.creations).toBeLessThanOrEqual(quick.creations - 8);
    expect(quick.report.notices).toEqual([]);
    expect(slow.report.notices.map(({ en }) => en)).toEqual([
      `${protocol}: newInstance takes 6.0 s, so checks that need any valid call use ${instead} instead, and only one creation is replayed.`,
    ]);
    // That a response takes long is a finding of its own, and many creations at once are not made then.
    const verdicts = ({ report }: typeof slow) =>
      report.checks
        .filter((check) => !/REPLY-TIME|CONC-(ORDERS|BURST)$/.test(check.id))
        .map(({ id, status }) => `${id} ${status}`);
    expect(verdicts(slow)).toEqual(verdicts(quick));
  },
);

test.each(['v1', 'v2'] as const)(
  '%s: a repeated order, which responds at once, is no creation',
  async (id) => {
    const known = new Set<unknown>();
    const { report } = await testReference(id, {
      outcome: (reply) => {
        if (reply.activity !== 'newInstance' || reply.resultCode !== '000000') return undefined;
        const { instanceId } = JSON.parse(Buffer.from(reply.body).toString());
        const isRepeat = known.has(instanceId);
        known.add(instanceId);
        return responded(200, reply, isRepeat ? 1 : 2_500);
      },
    });
    expect(report.notices.map(({ en }) => en)).toEqual([
      expect.stringContaining(`${id}: newInstance takes 2.5 s`),
    ]);
  },
);
