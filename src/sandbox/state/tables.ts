/** The tables of the sandbox's state, by the version that introduced them; the marketplace declares its own. */

/** Version 1. */
export const firstTables = `
  CREATE TABLE instances (
    id TEXT PRIMARY KEY, seller TEXT NOT NULL, charging_mode TEXT NOT NULL, status TEXT NOT NULL,
    delisted INTEGER NOT NULL, start_time TEXT NOT NULL, needs_package INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE orders (id TEXT PRIMARY KEY, seller TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE licenses (
    code TEXT PRIMARY KEY, seller TEXT NOT NULL, order_id TEXT NOT NULL, product_id TEXT NOT NULL,
    amount INTEGER NOT NULL, order_time TEXT NOT NULL, expire_time TEXT NOT NULL, received INTEGER NOT NULL,
    status TEXT NOT NULL, activate_time TEXT, software_usage TEXT
  ) WITHOUT ROWID;
  CREATE TABLE events (
    id TEXT PRIMARY KEY, seller TEXT NOT NULL, state TEXT NOT NULL,
    type TEXT, characters TEXT, file BLOB, file_name TEXT
  ) WITHOUT ROWID;
  CREATE TABLE usage_records (
    metering_sn TEXT NOT NULL, seller TEXT NOT NULL, instance_id TEXT NOT NULL, record_time TEXT NOT NULL,
    begin_time TEXT NOT NULL, end_time TEXT NOT NULL, usage_value TEXT NOT NULL, relate_pkg_instance TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (metering_sn, seller)
  );
  CREATE TABLE legacy_usage_records (
    seller TEXT NOT NULL, instance_id TEXT NOT NULL, product_id TEXT NOT NULL, record_time TEXT NOT NULL,
    begin_time TEXT NOT NULL, end_time TEXT NOT NULL, usage_value TEXT NOT NULL, relate_pkg_instance TEXT,
    verdict TEXT NOT NULL, received_at INTEGER NOT NULL
  );
  CREATE TABLE nonces (nonce TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX nonces_until ON nonces (until);
  CREATE TABLE requests (
    id INTEGER PRIMARY KEY, time TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER,
    code TEXT, request_id TEXT NOT NULL, duration_ms REAL NOT NULL, account TEXT, fault TEXT,
    reason_en TEXT, reason_zh TEXT
  );
`;

/** Version 2. */
export const identityTable = `
  CREATE TABLE identity (id TEXT NOT NULL);
  INSERT INTO identity VALUES ('');
`;

/**
 * Version 3: seller configuration. A list of the whole product has an empty `sku_code`. `user_lists` stores counts, so
 * that a page of a long list need not count.
 */
export const sellerTables = `
  CREATE TABLE products (
    id TEXT PRIMARY KEY, seller TEXT NOT NULL, status TEXT NOT NULL, version INTEGER NOT NULL,
    document TEXT NOT NULL, settings TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE product_stock (
    product_id TEXT NOT NULL, sku_code TEXT NOT NULL, available INTEGER NOT NULL, sold INTEGER NOT NULL,
    PRIMARY KEY (product_id, sku_code)
  ) WITHOUT ROWID;
  CREATE TABLE user_lists (
    product_id TEXT NOT NULL, list TEXT NOT NULL, sku_code TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (product_id, list, sku_code)
  ) WITHOUT ROWID;
  CREATE TABLE specified_users (
    product_id TEXT NOT NULL, list TEXT NOT NULL, sku_code TEXT NOT NULL, account_id TEXT NOT NULL,
    account_name TEXT NOT NULL, added_at TEXT NOT NULL,
    PRIMARY KEY (product_id, list, sku_code, account_id)
  ) WITHOUT ROWID;
  CREATE TABLE attributes (
    seller TEXT NOT NULL, code TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (seller, code)
  ) WITHOUT ROWID;
  CREATE TABLE done_requests (
    seller TEXT NOT NULL, operation TEXT NOT NULL, request_id TEXT NOT NULL, content TEXT NOT NULL,
    answer TEXT NOT NULL, PRIMARY KEY (seller, operation, request_id)
  ) WITHOUT ROWID;
`;

/** Version 4: assets, and data of the billing service. */
export const billingTables = `
  CREATE TABLE assets (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE costs (id TEXT PRIMARY KEY, account TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE resold (id TEXT PRIMARY KEY, partner TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
`;

/** Version 5: contents of logged requests and responses. `id` is that of `requests`. */
export const logTables = `
  CREATE TABLE request_contents (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, headers TEXT NOT NULL, body_sha256 TEXT NOT NULL,
    body BLOB, response_body BLOB
  );
`;

/**
 * Version 7: rejected records, and the billing record of each pushed record: `record` is the id in `market_records`,
 * for an instance that was bought in the sandbox.
 */
export const pushTables = `
  ALTER TABLE usage_records ADD COLUMN record INTEGER;
  ALTER TABLE legacy_usage_records ADD COLUMN record INTEGER;
  CREATE TABLE rejected_records (
    id INTEGER PRIMARY KEY, seller TEXT NOT NULL, instance_id TEXT NOT NULL, metering_sn TEXT NOT NULL,
    begin_time TEXT NOT NULL, end_time TEXT NOT NULL, usage_value TEXT NOT NULL, relate_pkg_instance TEXT,
    code TEXT NOT NULL, detail TEXT, received_at INTEGER NOT NULL
  );
`;

/** Version 8: worksheets of changes to be made by hand; instances are found by any of their IDs. */
export const worksheetTable = `
  CREATE TABLE worksheets (id INTEGER PRIMARY KEY, document TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS market_instances_line ON market_instances (line);
`;
