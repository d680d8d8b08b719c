import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyClass } from '../signing/key-class.ts';
import { freshId } from './delivery/fresh.ts';
import { createMerchant } from './merchant/merchant.ts';
import { demoLicenseCode } from './merchant/model.ts';
import { startServer } from './merchant/server.ts';
import { protocols } from './protocols/index.ts';
import type { Sale } from './protocols/model.ts';

/** The reference merchant, at work in this process with keys of its own. */
export interface Demo {
  /** Its production address. */
  readonly target: string;
  readonly keys: Readonly<Record<KeyClass, string>>;
  readonly rsaPublicKey: KeyObject;
  /** A licence code that it knows. */
  readonly license: string;
  close(): Promise<void>;
}

/** Starts the reference merchant on a free loopback port, with fresh keys that nobody else gets to know. */
export async function startDemo(sale: Sale, encryptBits: 128 | 256): Promise<Demo> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
  const keys = { base: freshId(), kit: freshId(), license: freshId(), notify: freshId() };
  const merchant = createMerchant({
    keys,
    protocols: protocols.map(({ id }) => id),
    rsaPrivateKey: privateKey,
    encryptBits,
    sale,
    licenses: [demoLicenseCode],
    asyncMs: 0,
    oncePerAccount: false,
    now: () => new Date(),
    id: freshId,
  });
  const server = await startServer({ merchant, port: 0, log: () => {} });
  return {
    target: `${server.url}/saasproduce`,
    keys,
    rsaPublicKey: publicKey,
    license: demoLicenseCode,
    close: () => server.close(),
  };
}
