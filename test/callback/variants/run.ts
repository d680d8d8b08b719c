import { createDeliverer } from '../../../src/callback/delivery/deliver.ts';
import type { Deliver } from '../../../src/callback/delivery/exchange.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import { createState } from '../../../src/callback/merchant/state.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { type TestRun, testCallback } from '../../../src/callback/suite/run.ts';
import type { CheckResult, Report } from '../../../src/suite/report.ts';
import { countSuite } from '../../support/budget/count.ts';
import { privateKey, publicKey } from '../../support/rsa-keys.ts';
import type { Handle, Variant } from './model.ts';
import { createOrders } from './orders.ts';
import { handleOrCrash, serve } from './server.ts';

const keys = { base: 'base-key', kit: 'kit-key', license: 'license-key', notify: 'notify-key' };
const license = 'LICENSE-CODE-1';

/** Tests a variant in one of its protocols; `runs` times, one after the other, against the same server. */
export async function run(
  variant: Omit<Variant, 'id' | 'title' | 'protocols'>,
  protocolId: ProtocolId,
  runs = 1,
  more: Partial<TestRun> = {},
): Promise<Report> {
  const protocol = protocolOf(protocolId);
  const key = keys[protocol.keyClass];
  const orders = variant.lookUp && createOrders();
  const sale = variant.options?.sale ?? 'period';
  const merchant = createMerchant(
    {
      keys,
      rsaPrivateKey: privateKey,
      encryptBits: 256,
      sale,
      now: () => new Date(),
      id: () => crypto.randomUUID().replaceAll('-', ''),
      ...(orders && variant.lookUp && { lookUpOrder: variant.lookUp(orders.lookUp) }),
      ...variant.merchant,
    },
    createState([license]),
  );
  const reference: Handle = async (request) => ({ status: 200, ...(await merchant.handle(request)) });
  const handle = variant.make({ protocol, key, handle: reference });
  const { url, deliver, close } = variant.overHttp ? await overHttp(handle) : inMemory(handle);
  const report = () => {
    countSuite(more.selection?.only ?? []);
    return testCallback({
      tested: [{ protocol, key }],
      options: {
        target: url,
        sale,
        encrypt: variant.merchant?.encryptBits ?? 256,
        require: [],
        set: protocolId === 'license-code' ? { license } : {},
        rsaPublicKey: publicKey,
        pollIntervalMs: 1000,
        timeoutMs: 20_000,
        ...(orders && { orders }),
        ...variant.options,
      },
      deliver,
      selection: { only: [], skip: [] },
      concurrency: 8,
      bail: false,
      notices: [],
      now: () => new Date(),
      sleep: async () => {},
      ...more,
    });
  };
  try {
    let last = await report();
    for (let again = 1; again < runs; again += 1) last = await report();
    return last;
  } finally {
    await close();
  }
}

/** A variant behind a real server, with the deliverer that koo sends with. */
async function overHttp(handle: Handle) {
  const server = await serve(handle);
  const { deliver, close } = createDeliverer({ timeoutMs: 20_000 });
  return { url: server.url, deliver, close: () => Promise.all([close(), server.close()]) };
}

/** A variant that is called without a connection, a third of the work; what it answers has to be whole. */
function inMemory(handle: Handle) {
  const deliver: Deliver = async ({ method, url, headers, body = '' }) => {
    const { host, pathname, search } = new URL(url);
    const names = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
    const reply = await handleOrCrash(handle, {
      method,
      url: pathname + search,
      headers: { host, ...Object.fromEntries(names) },
      body: Buffer.from(body),
    });
    if (reply.transfer === 'reset')
      return { answered: false, failure: { kind: 'reset', code: 'ECONNRESET', durationMs: 1 } };
    if (reply.transfer) throw new Error('This variant has to be tested over HTTP');
    return {
      answered: true,
      response: {
        status: reply.status,
        headers: [...reply.headers, ['Content-Length', String(reply.body.length)]],
        body: reply.body,
        truncated: false,
        durationMs: reply.delayMs ?? 1,
      },
    };
  };
  return { url: 'http://127.0.0.1:8080/saas', deliver, close: async () => {} };
}

/** The checks that found fault, without the protocol's code. */
export function flagged({ checks }: Report): CheckResult[] {
  return checks.filter(({ status }) => status === 'failed' || status === 'warned');
}

/** `V2-AUTH-STALE` → `AUTH-STALE`. */
export function kindOf(checkId: string): string {
  return checkId.replace(/^(?:V1K?|V2K?|LC|OL|ON)-/, '');
}
