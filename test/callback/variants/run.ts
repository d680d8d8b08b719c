import { createDeliverer } from '../../../src/callback/delivery/deliver.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import { findProtocol, protocols } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import type { CheckResult, Report } from '../../../src/callback/suite/report.ts';
import { testCallback } from '../../../src/callback/suite/run.ts';
import type { Handle, Variant } from './model.ts';
import { privateKey, publicKey } from './rsa.ts';
import { serve } from './server.ts';

const keys = { base: 'base-key', kit: 'kit-key', license: 'license-key', notify: 'notify-key' };
const license = 'LICENSE-CODE-1';

/** Tests a variant in one of its families; `runs` times, one after the other, against the same server. */
export async function run(
  variant: Omit<Variant, 'id' | 'title' | 'protocols'>,
  protocolId: ProtocolId,
  runs = 1,
): Promise<Report> {
  const protocol = findProtocol(protocolId)!;
  const key = keys[protocol.keyClass];
  const sale = variant.options?.sale ?? 'period';
  const merchant = createMerchant({
    protocols: protocols.map(({ id }) => id),
    keys,
    rsaPrivateKey: privateKey,
    encryptBits: 256,
    sale,
    licenses: [license],
    asyncMs: 0,
    oncePerAccount: false,
    now: () => new Date(),
    id: () => crypto.randomUUID().replaceAll('-', ''),
    ...variant.merchant,
  });
  const intact: Handle = async (request) => ({ status: 200, ...(await merchant.handle(request)) });
  const server = await serve(variant.make({ protocol, key, handle: intact }));
  const { deliver, close } = createDeliverer({ timeoutMs: 20_000 });
  const report = () =>
    testCallback({
      tested: [{ protocol, key }],
      options: {
        target: server.url,
        sale,
        encrypt: variant.merchant?.encryptBits ?? 256,
        require: [],
        set: protocolId === 'license-code' ? { license } : {},
        rsaPublicKey: publicKey,
        pollIntervalMs: 1000,
        timeoutMs: 20_000,
        ...variant.options,
      },
      deliver,
      selection: { only: [], skip: [] },
      concurrency: 8,
      bail: false,
      notices: [],
      now: () => new Date(),
      sleep: async () => {},
    });
  try {
    let last = await report();
    for (let again = 1; again < runs; again += 1) last = await report();
    return last;
  } finally {
    await Promise.all([close(), server.close()]);
  }
}

/** The checks that found fault, without the family's code. */
export function flagged({ checks }: Report): CheckResult[] {
  return checks.filter(({ status }) => status === 'failed' || status === 'warned');
}

/** `V2-AUTH-STALE` → `AUTH-STALE`. */
export function kindOf(checkId: string): string {
  return checkId.replace(/^(?:V1K?|V2K?|LC|OL|ON)-/, '');
}
