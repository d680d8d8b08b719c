import type { Outcome } from '../../../src/callback/delivery/exchange.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import type { MerchantReply } from '../../../src/callback/merchant/model.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId, Sale } from '../../../src/callback/protocols/model.ts';
import { testCallback } from '../../../src/callback/suite/run.ts';
import { countSuite } from '../../support/budget/count.ts';

const key = 'access-key';

interface Options {
  /** What comes of a reply of the reference merchant; by default the reply. */
  readonly outcome?: (reply: MerchantReply) => Outcome | undefined;
  readonly only?: readonly string[];
  readonly require?: readonly string[];
  readonly oncePerAccount?: boolean;
  readonly sale?: Sale;
  /** How many times the same merchant is tested; the last report is returned. */
  readonly runs?: number;
}

/** Tests the reference merchant in memory, and notes the activities that were sent. */
export async function testReference(
  id: ProtocolId,
  { outcome, only = [], require = [], oncePerAccount = false, sale = 'period', runs = 1 }: Options,
) {
  const merchant = createMerchant({
    keys: { base: key, kit: key, license: key, notify: key },
    encryptBits: 256,
    sale,
    oncePerAccount,
    now: () => new Date(),
    id: () => crypto.randomUUID().replaceAll('-', ''),
  });
  const replies: MerchantReply[] = [];
  const test = () => {
    countSuite(only);
    return testCallback({
      tested: [{ protocol: protocolOf(id), key }],
      options: {
        target: 'http://127.0.0.1/saas',
        sale,
        encrypt: 256,
        require,
        set: {},
        pollIntervalMs: 1,
        timeoutMs: 20_000,
      },
      deliver: async ({ method, url, headers, body = '' }) => {
        const { host, pathname, search } = new URL(url);
        const names = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
        const reply = await merchant.handle({
          method,
          url: pathname + search,
          headers: { host, ...Object.fromEntries(names) },
          body: Buffer.from(body),
        });
        replies.push(reply);
        return outcome?.(reply) ?? responded(200, reply);
      },
      selection: { only, skip: [] },
      concurrency: 8,
      bail: false,
      notices: [],
      now: () => new Date(),
      sleep: async () => {},
    });
  };
  for (let run = 1; run < runs; run += 1) await test();
  return { report: await test(), replies };
}

/** A complete response. */
export function responded(
  status: number,
  { headers, body }: Pick<MerchantReply, 'headers' | 'body'>,
  durationMs = 1,
): Outcome {
  return { answered: true, response: { status, headers, body, truncated: false, durationMs } };
}
