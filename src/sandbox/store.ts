import type { Localized } from '../text/localized.ts';
import { billTables, marketTables, resetMarket } from './market/model/tables.ts';
import { defaultSeed, storeSeed } from './seed/seed.ts';
import {
  type Database,
  openDatabase,
  renewIdentity,
  type Schema,
  stateError,
  transaction,
} from './state/database.ts';
import {
  billingTables,
  firstTables,
  identityTable,
  logTables,
  pushTables,
  sellerTables,
  worksheetTable,
} from './state/tables.ts';

/** Raise the version whenever the tables change. */
const schema: Schema = { version: 8, migrate };

/**
 * Opens the sandbox's state; a new one is created and filled with the default data. Several processes may have it open
 * at once.
 *
 * @param notice called if other users could read it
 * @throws KooError (configuration) `SANDBOX_STATE_UNUSABLE`, `DISK_FULL`
 */
export function openStore(stateFolder: string, notice?: (text: Localized) => void): Database {
  return openDatabase(stateFolder, schema, notice);
}

/**
 * Opens the state for one piece of work. A running sandbox may have it open as well.
 *
 * @throws KooError (configuration) `SANDBOX_STATE_UNUSABLE`, `DISK_FULL`
 */
export function withStore<T>(stateFolder: string, work: (database: Database) => T): T {
  const database = openStore(stateFolder);
  try {
    return work(database);
  } catch (error) {
    throw stateError(error, stateFolder);
  } finally {
    database.close();
  }
}

/** Adds the tables and rows that a new or older state lacks; existing data is kept. */
function migrate(database: Database, version: number): void {
  const { products, attributes, assets, ...rest } = defaultSeed();
  if (version < 1) database.exec(firstTables);
  if (version < 2) {
    database.exec(identityTable);
    renewIdentity(database);
  }
  if (version < 3) database.exec(sellerTables);
  if (version < 4) database.exec(billingTables);
  if (version < 5) database.exec(logTables);
  if (version < 6) {
    database.exec(marketTables);
    database.exec(billTables);
  }
  if (version < 7) database.exec(pushTables);
  database.exec(worksheetTable);
  storeSeed(database, {
    ...(version < 1 ? rest : { instances: [], licenses: [], events: [], orders: [] }),
    ...(version < 3 ? { products, attributes } : { products: [], attributes: [] }),
    ...(version < 4 ? { assets } : { assets: [] }),
  });
}

/** Tables of data that was sent to the sandbox or seeded, by their names in the output. */
const countedTables = {
  instances: 'instances',
  orders: 'orders',
  licenses: 'licenses',
  events: 'events',
  usageRecords: 'usage_records',
  legacyUsageRecords: 'legacy_usage_records',
  products: 'products',
  attributes: 'attributes',
  specifiedUsers: 'specified_users',
  assets: 'assets',
  requests: 'requests',
} as const;

const dependentTables = [
  'nonces',
  'product_stock',
  'user_lists',
  'done_requests',
  'request_contents',
  'rejected_records',
  'worksheets',
  'costs',
  'resold',
];

export type Counts = Readonly<Record<keyof typeof countedTables, number>>;

/** Deletes everything and restores the default data, also under a running sandbox; the identity is a new one. */
export function resetStore(database: Database): void {
  transaction(database, () => {
    for (const table of [...Object.values(countedTables), ...dependentTables])
      database.exec(`DELETE FROM ${table}`);
    resetMarket(database);
    storeSeed(database, defaultSeed());
    renewIdentity(database);
  });
}

export function countRows(database: Database): Counts {
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  return Object.fromEntries(
    Object.entries(countedTables).map(([name, table]) => [name, count(table)]),
  ) as Counts;
}
