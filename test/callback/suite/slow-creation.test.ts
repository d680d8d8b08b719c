import { expect, test } from 'vitest';
import type { Deliver } from '../../../src/callback/delivery/exchange.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { testCallback } from '../../../src/callback/suite/run.ts';

const key = 'base-key';

/** Tests the reference merchant, whose successful creations are said to take some time. */
async function runWith(id: ProtocolId, creationMs: number) {
  const merchant = createMerchant({
    protocols: [id],
    keys: { base: key, license: key },
    encryptBits: 256,
    sale: 'period',
    licenses: [],
    asyncMs: 0,
    oncePerAccount: false,
    now: () => new Date(),
    id: () => crypto.randomUUID().replaceAll('-', ''),
  });
  let creations = 0;
  const deliver: Deliver = async ({ method, url, headers, body = '' }) => {
    const { host, pathname, search } = new URL(url);
    const reply = await merchant.handle({
      method,
      url: pathname + search,
      headers: { host, ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])) },
      body: Buffer.from(body),
    });
    const isCreation = reply.activity === 'newInstance' && reply.resultCode === '000000';
    if (isCreation) creations += 1;
    return {
      answered: true,
      response: {
        status: 200,
        headers: reply.headers,
        body: reply.body,
        truncated: false,
        durationMs: isCreation ? creationMs : 1,
      },
    };
  };
  const report = await testCallback({
    tested: [{ protocol: protocolOf(id), key }],
    options: {
      target: 'http://127.0.0.1/saas',
      sale: 'period',
      encrypt: 256,
      require: [],
      set: {},
      pollIntervalMs: 1,
      timeoutMs: 20_000,
    },
    deliver,
    selection: { only: [], skip: [] },
    concurrency: 8,
    bail: false,
    notices: [],
    now: () => new Date(),
    sleep: async () => {},
  });
  return { report, creations };
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
    // That a response takes long is a finding of its own.
    const verdicts = ({ report }: typeof slow) =>
      report.checks
        .filter((check) => !check.id.endsWith('REPLY-TIME'))
        .map(({ id, status }) => `${id} ${status}`);
    expect(verdicts(slow)).toEqual(verdicts(quick));
  },
);
