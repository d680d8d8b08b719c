import { createHash } from 'node:crypto';
import { startDemo } from '../../callback/merchant/server/server.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { queryOrder } from '../../openapi/orders.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import { defaultSeed, type Scenario } from './model.ts';

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
  let count = 0;
  const { target, keys, rsaPublicKey, addLicense, close } = await startDemo({
    encryptBits: products[0]?.encrypt ?? 256,
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
  });
  return {
    url: target,
    keys,
    rsaPublicKey: rsaPublicKey.export({ type: 'spki', format: 'pem' }).toString(),
    learnLicense: addLicense,
    close,
  };
}
