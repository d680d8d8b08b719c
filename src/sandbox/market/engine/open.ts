import { randomBytes } from 'node:crypto';
import { createDeliverer } from '../../../callback/delivery/deliver.ts';
import { responseTimeoutMs } from '../../../callback/delivery/limits.ts';
import { randomIv, randomNonce } from '../../../callback/delivery/random.ts';
import type { Database } from '../../state/database.ts';
import type { ServedLogin } from '../model/context.ts';
import { createCourier } from './courier.ts';
import { type Market, openMarket } from './market.ts';

/** Longest wait for the exchange under way when the marketplace closes, in milliseconds. */
const graceMs = 2_000;

/** Opens the marketplace of a state with a network connection to the servers of merchants. */
export function openRealMarket(
  database: Database,
  now: () => Date,
  { closeMs = graceMs, login }: { readonly closeMs?: number; readonly login?: ServedLogin } = {},
): Market {
  const abandoned = new AbortController();
  const { signal } = abandoned;
  const deliverer = createDeliverer({ timeoutMs: responseTimeoutMs, env: process.env, signal });
  const courier = createCourier({ deliver: deliverer.deliver, now, nonce: randomNonce, iv: randomIv });
  const market = openMarket({
    database,
    login,
    courier,
    random: randomBytes,
    wallClock: now,
    abandoned: signal,
  });
  return {
    ...market,
    async close() {
      const grace = setTimeout(() => abandoned.abort(), closeMs);
      await market.close();
      clearTimeout(grace);
      await deliverer.close();
    },
  };
}
