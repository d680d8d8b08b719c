import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import { openSqlite } from '../../src/sqlite/database.ts';
import { call, newOrder, purchase, purchaseV1 } from './calls.ts';
import { newFolder, type Project, type Server, start } from './project.ts';

/** Which instance a purchase has got; `undefined` without an answer. */
type Answer = { readonly code: unknown; readonly instance: unknown } | undefined;

interface Purchase {
  readonly protocol: ProtocolId;
  readonly values: ReturnType<typeof purchase>;
}

/** A purchase that can be sent again: only its businessId differs. */
function newPurchase(protocol: 'v1' | 'v2'): Purchase {
  const make = protocol === 'v1' ? purchaseV1 : purchase;
  return { protocol, values: make(newOrder()) };
}

function buy(url: string, { protocol, values }: Purchase): Promise<Answer> {
  const { businessId } = purchase('');
  return call(url, protocol, 'newInstance', { ...values, businessId: businessId ?? '' }).then(
    ({ json }) => ({ code: json.resultCode, instance: json.instanceId }),
    () => undefined,
  );
}

/** Rounds of 20 equal purchases at once. Returns what is wrong. */
export async function buyAtOnce(url: string, rounds: number): Promise<string[]> {
  const faults: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = newPurchase(round % 2 === 0 ? 'v1' : 'v2');
    const answers = await Promise.all(Array.from({ length: 20 }, () => buy(url, one)));
    const seen = new Set(answers.map((answer) => JSON.stringify(answer)));
    if (seen.size !== 1 || answers[0]?.code !== '000000')
      faults.push(`${one.protocol}: ${[...seen].join(', ')}`);
  }
  return faults;
}

/** Number of instances in a database. */
export function countInstances(database: string): number {
  return Number(firstValue(database, 'SELECT count(*) AS value FROM instances'));
}

/** Status of an instance in a database, in lower case. */
export function statusOf(database: string, instance: string): string {
  // Some starters call it `id`, others `instance_id`.
  const key = firstValue(database, "SELECT name AS value FROM pragma_table_info('instances') WHERE pk = 1");
  const sql = `SELECT status AS value FROM instances WHERE ${key} = ?`;
  return String(firstValue(database, sql, instance)).toLowerCase();
}

function firstValue(database: string, sql: string, ...values: readonly string[]): unknown {
  const opened = openSqlite(database, true);
  try {
    return opened.prepare(sql).get(...values)?.value;
  } finally {
    opened.close();
  }
}

/**
 * Kills a server again and again while it creates instances, starts it on the same database, and repeats the purchases.
 * Returns what is wrong: an instance that is lost, or one of two.
 */
export async function killWhileBuying(project: Project, kills: number): Promise<string[]> {
  const database = join(newFolder(), 'koogallery.db');
  const seed = Number(process.env.FC_SEED ?? 20251125);
  const delays = fc.sample(fc.integer({ min: 0, max: 60 }), { seed, numRuns: kills });
  const faults: string[] = [];
  let bought = 0;
  let server: Server = await start(project, { database });
  for (const delay of delays) {
    // The first call of a process is slower than all others.
    await buy(server.url, newPurchase('v2'));
    bought += 1;
    const purchases = Array.from({ length: 10 }, (_, index) => newPurchase(index % 2 === 0 ? 'v1' : 'v2'));
    const { url } = server;
    const before = purchases.map((one) => buy(url, one));
    await sleep(delay);
    await server.kill();
    const answered = await Promise.all(before);
    server = await start(project, { database });
    for (const [index, one] of purchases.entries()) {
      const [again, later] = [await buy(server.url, one), await buy(server.url, one)];
      const known = answered[index] ?? again;
      const isKept = again?.code === '000000' && again.instance === known?.instance;
      if (isKept && later?.instance === again?.instance) continue;
      faults.push(`${one.protocol}: ${JSON.stringify([answered[index], again, later])} after ${delay} ms`);
    }
    bought += purchases.length;
  }
  await server.stop();
  const count = countInstances(database);
  if (count !== bought) faults.push(`${count} instances of ${bought} orders`);
  return faults;
}
