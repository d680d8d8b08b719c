import { createHash, randomUUID } from 'node:crypto';
import { generateRsaKeys } from '../../callback/delivery/random.ts';
import { createMerchant } from '../../callback/merchant/merchant.ts';
import type { MerchantOptions } from '../../callback/merchant/model.ts';
import { startServer } from '../../callback/merchant/server/server.ts';
import { createState } from '../../callback/merchant/state.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { queryOrder } from '../../openapi/orders.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import { defaultSeed, type Scenario } from './model.ts';

/** A callback server under test. */
export interface MerchantAddress {
  readonly url: string;
  readonly keys: Readonly<Partial<Record<KeyClass, string>>>;
  /** PEM; encrypts client secrets. */
  readonly rsaPublicKey?: string;
}

/** The reference merchant, in this process. */
export interface OwnMerchant extends MerchantAddress {
  /** Learns a licence code that was sold, as if the buyer had handed it over. */
  learnLicense(code: string): void;
  close(): Promise<void>;
}

/**
 * Starts the reference merchant, which queries orders at the sandbox and uses its clock. Its instance ids follow from
 * the seed.
 */
export async function startMerchant(
  { seed = defaultSeed, products }: Scenario,
  api: OpenApi,
  businessNow: () => Date,
): Promise<OwnMerchant> {
  const { publicKey, privateKey } = await generateRsaKeys();
  const key = () => randomUUID();
  const keys = { base: key(), kit: key(), license: key(), notify: key() };
  let count = 0;
  const state = createState();
  const options: MerchantOptions = {
    keys,
    rsaPrivateKey: privateKey,
    encryptBits: products[0]?.encrypt ?? 256,
    sale: 'period',
    now: () => new Date(),
    businessNow,
    id() {
      count += 1;
      return createHash('sha256').update(`merchant ${seed} ${count}`).digest('hex').slice(0, 32);
    },
    async lookUpOrder(orderId, orderLineId) {
      try {
        return (await queryOrder(api, { orderId, orderLineId })).orderInfo;
      } catch (error) {
        if (error instanceof KooError && error.facts.category === 'business') return undefined;
        throw error;
      }
    },
  };
  const merchant = createMerchant(options, state);
  const server = await startServer({ merchant, port: 0, log: () => {} });
  return {
    url: `${server.url}/saasproduce`,
    keys,
    rsaPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    learnLicense: (code) => state.licenseCodes.set(code, { status: 'active', expireTime: '' }),
    close: () => server.close(),
  };
}
