import type { DatabaseSync } from 'node:sqlite';

/**
 * The tables of the marketplace. Fields that are searched are columns; the rest is JSON in `document`. Times are
 * milliseconds since 1970 on the business clock.
 */
export const marketTables = `
  CREATE TABLE market_clock (
    id INTEGER PRIMARY KEY CHECK (id = 1), mode TEXT NOT NULL, now INTEGER NOT NULL, target INTEGER,
    seed INTEGER, orders INTEGER NOT NULL, sequence INTEGER NOT NULL
  );
  INSERT INTO market_clock VALUES (1, 'real', 0, NULL, NULL, 0, 0);
  CREATE TABLE market_connections (
    product TEXT PRIMARY KEY, document TEXT NOT NULL, keys TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE market_instances (
    key INTEGER PRIMARY KEY, product TEXT NOT NULL, sku TEXT NOT NULL, buyer TEXT NOT NULL, order_id TEXT NOT NULL,
    line TEXT NOT NULL, resource TEXT NOT NULL, instance_id TEXT, license TEXT, stage TEXT NOT NULL,
    document TEXT NOT NULL
  );
  CREATE INDEX market_instances_product ON market_instances (product, buyer);
  CREATE INDEX market_instances_buyer ON market_instances (buyer);
  CREATE INDEX market_instances_order ON market_instances (order_id);
  CREATE INDEX market_instances_resource ON market_instances (resource);
  CREATE INDEX market_instances_id ON market_instances (instance_id);
  CREATE INDEX market_instances_license ON market_instances (license);
  CREATE TABLE market_orders (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, buyer TEXT NOT NULL,
    product TEXT NOT NULL, sku TEXT NOT NULL, created_at INTEGER NOT NULL, document TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX market_orders_buyer ON market_orders (buyer, product);
  CREATE INDEX market_orders_number ON market_orders (number);
  CREATE INDEX market_orders_open ON market_orders (buyer, product) WHERE status = 'processing';
  CREATE TABLE market_deliveries (
    id INTEGER PRIMARY KEY, queue TEXT NOT NULL, instance INTEGER, product TEXT NOT NULL, order_id TEXT,
    state TEXT NOT NULL, started_at INTEGER, attempts INTEGER NOT NULL, document TEXT NOT NULL
  );
  CREATE INDEX market_deliveries_open ON market_deliveries (queue) WHERE state IN ('queued', 'active');
  CREATE INDEX market_deliveries_instance ON market_deliveries (instance);
  CREATE INDEX market_deliveries_order ON market_deliveries (order_id);
  CREATE TABLE market_attempts (
    id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
    values_sent TEXT NOT NULL, outcome TEXT, UNIQUE (delivery, number)
  );
  CREATE TABLE market_exchanges (id INTEGER PRIMARY KEY, failed INTEGER NOT NULL, document TEXT NOT NULL);
  CREATE INDEX market_attempts_open ON market_attempts (delivery) WHERE outcome IS NULL;
  CREATE TABLE market_events (
    id INTEGER PRIMARY KEY, due INTEGER NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
    subject TEXT NOT NULL
  );
  CREATE INDEX market_events_due ON market_events (due, sequence, id);
  CREATE INDEX market_events_subject ON market_events (subject, type);
  CREATE TABLE issued_orders (id TEXT PRIMARY KEY, queried INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE market_journal (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, instance INTEGER, type TEXT NOT NULL, document TEXT NOT NULL
  );
  CREATE INDEX market_journal_instance ON market_journal (instance);
  CREATE TABLE market_buyers (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, real_name TEXT NOT NULL, type TEXT NOT NULL, level TEXT NOT NULL,
    balance INTEGER NOT NULL, credit_line INTEGER NOT NULL, coupon INTEGER NOT NULL, mobile TEXT NOT NULL,
    email TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX market_buyers_name ON market_buyers (name);
  CREATE TABLE market_tenants (id TEXT PRIMARY KEY, buyer TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX market_tenants_buyer ON market_tenants (buyer);
  CREATE TABLE market_bindings (instance INTEGER PRIMARY KEY, tenant TEXT NOT NULL, document TEXT NOT NULL);
  CREATE INDEX market_bindings_tenant ON market_bindings (tenant);
  CREATE TABLE market_supervision (product TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * The tables of usage charges. `instances` and `events` are read by the open API. A record is charged with the bill of
 * the cycle that ends at `cycle`; `used` of a package is a decimal number.
 */
export const billTables = `
  ALTER TABLE instances ADD COLUMN frozen_at INTEGER;
  ALTER TABLE instances ADD COLUMN released_at INTEGER;
  ALTER TABLE instances ADD COLUMN sold_as INTEGER;
  ALTER TABLE events ADD COLUMN instance INTEGER;
  ALTER TABLE events ADD COLUMN number INTEGER;
  CREATE INDEX events_instance ON events (instance, number) WHERE instance IS NOT NULL;
  CREATE TABLE market_records (
    id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, cycle INTEGER NOT NULL, ended_at INTEGER NOT NULL,
    usage TEXT NOT NULL, package TEXT, bill INTEGER
  );
  CREATE INDEX market_records_open ON market_records (instance, cycle) WHERE bill IS NULL;
  CREATE TABLE market_packages (instance INTEGER PRIMARY KEY, used TEXT NOT NULL);
  CREATE TABLE market_bills (id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, document TEXT NOT NULL);
  CREATE INDEX market_bills_instance ON market_bills (instance);
  CREATE INDEX market_instances_metered ON market_instances (buyer)
    WHERE json_extract(document, '$.life.kind.charging') = 'on-demand' AND stage = 'live';
  CREATE INDEX market_instances_package ON market_instances (product, buyer)
    WHERE json_extract(document, '$.life.kind.charging') = 'package';
`;

const emptied = [
  'connections',
  'instances',
  'orders',
  'deliveries',
  'attempts',
  'exchanges',
  'events',
  'journal',
  'buyers',
  'records',
  'packages',
  'bills',
  'tenants',
  'bindings',
  'supervision',
];

/** Deletes every connection, instance, order and delivery; the clock is the real one again. */
export function resetMarket(database: DatabaseSync): void {
  for (const table of emptied) database.exec(`DELETE FROM market_${table}`);
  database.exec('DELETE FROM issued_orders');
  database.exec(
    "UPDATE market_clock SET mode = 'real', now = 0, target = NULL, seed = NULL, orders = 0, sequence = 0",
  );
}
