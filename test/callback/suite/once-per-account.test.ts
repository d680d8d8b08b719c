import { expect, test } from 'vitest';
import { responded, testReference } from './harness.ts';

test.each([
  ['period', 1],
  ['period', 2],
  ['on-demand', 1],
  ['on-demand', 2],
] as const)(
  'a server that lets each account buy once is tested with others: %s, run %i',
  async (sale, runs) => {
    const { report, replies } = await testReference('v1', { oncePerAccount: true, sale, runs });
    expect(replies.some(({ resultCode }) => resultCode === '000103')).toBe(true);
    expect(report.checks.filter(({ status }) => status === 'failed' || status === 'warned')).toEqual([]);
  },
);

test('a server that refuses a second order for another reason gets no other account', async () => {
  let creations = 0;
  const { report } = await testReference('v1', {
    only: ['V1-LIFE-NEW*'],
    outcome: (reply) => {
      if (reply.activity !== 'newInstance' || reply.resultCode !== '000000') return undefined;
      creations += 1;
      if (creations === 1) return undefined;
      return responded(200, {
        headers: [['Content-Type', 'application/json']],
        body: Buffer.from('{"resultCode":"000005","resultMsg":"duplicate customer"}'),
      });
    },
  });
  expect(report.checks.find(({ id }) => id === 'V1-LIFE-NEW-MINIMAL')?.status).toBe('failed');
});
