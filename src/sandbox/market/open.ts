import { randomBytes } from 'node:crypto';
import { createDeliverer } from '../../callback/delivery/deliver.ts';
import { randomIv, randomNonce } from '../../callback/delivery/random.ts';
import type { Database } from '../store.ts';
import { createCourier } from './courier.ts';
import { type Market, openMarket } from './market.ts';
import { deadlineMs } from './verdict.ts';

/** Opens the marketplace of a state, which calls the servers of merchants over the network. */
export function openRealMarket(database: Database, now: () => Date): Market {
  const deliverer = createDeliverer({ timeoutMs: deadlineMs, env: process.env });
  const courier = createCourier({ deliver: deliverer.deliver, now, nonce: randomNonce, iv: randomIv });
  const market = openMarket({ database, courier, random: randomBytes, wallClock: now });
  return {
    ...market,
    async close() {
      await market.close();
      await deliverer.close();
    },
  };
}
