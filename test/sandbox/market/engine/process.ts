// A marketplace as a process of its own, for tests that kill it: node process.ts STATE_FOLDER
import { randomBytes } from 'node:crypto';
import { createDeliverer } from '../../../../src/callback/delivery/deliver.ts';
import { randomIv, randomNonce } from '../../../../src/callback/delivery/random.ts';
import type { Command } from '../../../../src/sandbox/acts/acts.ts';
import { createCourier } from '../../../../src/sandbox/market/engine/courier.ts';
import { openMarket } from '../../../../src/sandbox/market/engine/market.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { useDataFolder } from '../../../../src/text/data.ts';
import { dataFolder } from '../../../support/catalogue.ts';

const [, , stateFolder = ''] = process.argv;
useDataFolder(dataFolder);
const { deliver } = createDeliverer({ timeoutMs: 2000 });
const wallClock = () => new Date();
const market = openMarket({
  database: openStore(stateFolder),
  courier: createCourier({ deliver, now: wallClock, nonce: randomNonce, iv: randomIv }),
  random: randomBytes,
  wallClock,
});
market.run();
process.on('message', async (command: Command) => {
  const { signal } = new AbortController();
  const done = market.perform(command, () => undefined, signal).then(() => 'done', String);
  process.send?.(await done);
});
process.send?.('ready');
