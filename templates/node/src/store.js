// The data of the server, in SQLite. Unique keys ensure that repeated and concurrent calls change nothing twice.
import { closeSync, openSync } from 'node:fs';

const { DatabaseSync } = await import('node:sqlite').catch(() => {
  console.error(`Node.js 22.19 or later is needed for its SQLite, not ${process.version}`);
  process.exit(2);
});

// Times (…_at) are in milliseconds since 1970; expire_time and end_time are in KooGallery's format.
const schema = `
-- koo:if v2-family
CREATE TABLE IF NOT EXISTS nonces (
  key_class TEXT NOT NULL,
  nonce TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (key_class, nonce)
);
-- koo:end
-- koo:if instances
-- order_item is the product in V1, the order line in V2; purchase is JSON. Released instances are kept.
CREATE TABLE IF NOT EXISTS instances (
  instance_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  order_item TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  charging_mode TEXT NOT NULL,
  expire_time TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'frozen', 'released')),
  is_test INTEGER NOT NULL,
  purchase TEXT NOT NULL,
-- koo:if v1 v2
  password TEXT NOT NULL,
-- koo:end
  created_at INTEGER NOT NULL,
  UNIQUE (order_id, order_item)
);
-- koo:if v1 v2
-- koo:if period on-demand
-- koo:if v1 period
-- Orders that have changed an instance: upgrades and, in V1, renewals.
CREATE TABLE IF NOT EXISTS applied_orders (
  instance_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  PRIMARY KEY (instance_id, order_id)
);
-- koo:end
-- koo:end
-- koo:end
-- koo:if on-demand
-- Times in which an instance could be used; stopped_at is null until it is frozen or released.
CREATE TABLE IF NOT EXISTS metering (
  instance_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  stopped_at INTEGER
);
-- Records that KooGallery has accepted.
CREATE TABLE IF NOT EXISTS usage_records (
  metering_sn TEXT PRIMARY KEY,
  instance_id TEXT NOT NULL,
  usage_value REAL NOT NULL,
  end_time TEXT NOT NULL
);
-- koo:end
-- koo:end
-- koo:if online-license
CREATE TABLE IF NOT EXISTS license_applications (
  instance_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (instance_id, event_id, fingerprint)
);
-- koo:end
-- koo:if license-code
CREATE TABLE IF NOT EXISTS license_codes (
  license TEXT PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('active', 'frozen', 'released')),
  expire_time TEXT NOT NULL
);
-- koo:end
-- koo:if order-notify
CREATE TABLE IF NOT EXISTS notified_orders (
  order_id TEXT NOT NULL,
  order_line_id TEXT NOT NULL,
  PRIMARY KEY (order_id, order_line_id)
);
-- koo:end
-- koo:if kit
CREATE TABLE IF NOT EXISTS tenants (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  tenant_code TEXT NOT NULL,
  name TEXT NOT NULL,
  domain_name TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id)
);
CREATE TABLE IF NOT EXISTS applications (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  client_secret TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id, app_id)
);
-- details is the user as received, in JSON.
CREATE TABLE IF NOT EXISTS users (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id, app_id, user_name)
);
CREATE TABLE IF NOT EXISTS departments (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  org_code TEXT NOT NULL,
  name TEXT NOT NULL,
  parent_code TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id, org_code)
);
CREATE INDEX IF NOT EXISTS applications_of_tenant ON applications (tenant_id);
-- For the login.
CREATE TABLE IF NOT EXISTS sessions (
  id_hash TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  protocol TEXT NOT NULL CHECK (protocol IN ('oauth', 'cas')),
  expires_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS used_codes (
  code_hash TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
);
-- koo:end
`;

export class Store {
  #database;

  /** @param {string} path of the file; only this user can read it */
  constructor(path) {
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    this.#database = new DatabaseSync(path, { timeout: 5000 });
    this.#database.exec('PRAGMA journal_mode = WAL');
    this.transaction(() => this.#database.exec(schema));
  }

  close() {
    this.#database.close();
  }

  /**
   * Does all of the work or, if it throws, nothing. No other process writes meanwhile.
   *
   * @template T
   * @param {() => T} work must be synchronous, because the transaction ends when it returns
   * @returns {T}
   */
  transaction(work) {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      if (result instanceof Promise)
        throw new TypeError('the work of a transaction must not be asynchronous');
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** @returns {boolean} whether anything was changed */
  #run(sql, ...values) {
    return this.#database.prepare(sql).run(...values).changes > 0;
  }

  #get(sql, ...values) {
    return this.#database.prepare(sql).get(...values);
  }
  // koo:if v2-family

  /** @returns {boolean} false if the nonce was used within the validity of its timestamp: 60 s before and after */
  addNonce(keyClass, nonce, now) {
    this.#run('DELETE FROM nonces WHERE expires_at < ?', now);
    return this.#run('INSERT OR IGNORE INTO nonces VALUES (?, ?, ?)', keyClass, nonce, now + 120_000);
  }
  // koo:end
  // koo:if instances

  /** @returns the instance of the order: the given one, or one that exists already */
  createInstance(instance) {
    const { isTest, purchase, ...values } = instance;
    this.#run(
      `INSERT INTO instances VALUES (
        :id, :orderId, :orderItem, :customerId, :chargingMode, :expireTime, :status, :isTest, :purchase,
        -- koo:if v1 v2
        :password,
        -- koo:end
        :createdAt
      ) ON CONFLICT (order_id, order_item) DO NOTHING`,
      { ...values, isTest: Number(isTest), purchase: JSON.stringify(purchase) },
    );
    const { orderId, orderItem } = instance;
    return instanceOf(
      this.#get('SELECT * FROM instances WHERE order_id = ? AND order_item = ?', orderId, orderItem),
    );
  }

  findInstance(id) {
    const row = this.#get('SELECT * FROM instances WHERE instance_id = ?', id);
    return row && instanceOf(row);
  }

  /** Saves the values of an instance that can change. */
  saveInstance({ id, status, expireTime, purchase }) {
    this.#run(
      'UPDATE instances SET status = ?, expire_time = ?, purchase = ? WHERE instance_id = ?',
      status,
      expireTime,
      JSON.stringify(purchase),
      id,
    );
  }
  // koo:if v1 v2
  // koo:if period on-demand
  // koo:if v1 period

  /** @returns {boolean} false if the order has changed the instance before */
  addAppliedOrder(instanceId, orderId) {
    return this.#run('INSERT OR IGNORE INTO applied_orders VALUES (?, ?)', instanceId, orderId);
  }
  // koo:end
  // koo:end
  // koo:end
  // koo:if on-demand

  /** Starts metering an instance with the next second, unless it is metered already. */
  startMetering(instanceId, now) {
    this.#run(
      `INSERT INTO metering SELECT :id, :start, NULL
       WHERE NOT EXISTS (SELECT 1 FROM metering WHERE instance_id = :id AND stopped_at IS NULL)`,
      { id: instanceId, start: Math.ceil(now / 1000) * 1000 },
    );
  }

  stopMetering(instanceId, now) {
    this.#run(
      'UPDATE metering SET stopped_at = max(started_at, ?) WHERE instance_id = ? AND stopped_at IS NULL',
      Math.floor(now / 1000) * 1000,
      instanceId,
    );
  }

  /** @returns the times between two limits in which instances could be used */
  usedBetween(from, until) {
    return this.#database
      .prepare(
        `SELECT instance_id AS instanceId, max(started_at, :from) AS start,
           min(ifnull(stopped_at, :until), :until) AS end
         FROM metering WHERE started_at < :until AND ifnull(stopped_at, :until) > :from`,
      )
      .all({ from, until });
  }

  isAccepted(meteringSn) {
    return this.#get('SELECT 1 FROM usage_records WHERE metering_sn = ?', meteringSn) !== undefined;
  }

  addAcceptedUsage({ metering_sn, instance_id, usage_value, end_time }) {
    const sql = 'INSERT OR IGNORE INTO usage_records VALUES (?, ?, ?, ?)';
    this.#run(sql, metering_sn, instance_id, Number(usage_value), end_time);
  }

  /** @returns the `usageInfo` of an instance: its usage that KooGallery has accepted, and the end of that usage */
  usageOf(instanceId, now) {
    const { value, endTime } = this.#get(
      'SELECT total(usage_value) AS value, max(end_time) AS endTime FROM usage_records WHERE instance_id = ?',
      instanceId,
    );
    const digits = (endTime ?? new Date(now).toISOString()).replace(/\D/g, '');
    return { usageValue: Math.round(value * 10_000) / 10_000, statisticalTime: digits.padEnd(17, '0') };
  }
  // koo:end
  // koo:end
  // koo:if online-license

  /** @returns {boolean} false if this is a repeated application */
  addLicenseApplication(instanceId, eventId, fingerprint) {
    const sql = 'INSERT OR IGNORE INTO license_applications VALUES (?, ?, ?)';
    return this.#run(sql, instanceId, eventId, fingerprint);
  }
  // koo:end
  // koo:if license-code

  /** @param {string[]} codes licence codes of your products; known ones are not changed */
  addLicenseCodes(codes) {
    for (const code of codes) this.#run("INSERT OR IGNORE INTO license_codes VALUES (?, 'active', '')", code);
  }

  findLicenseCode(license) {
    return this.#get(
      'SELECT license, status, expire_time AS expireTime FROM license_codes WHERE license = ?',
      license,
    );
  }

  saveLicenseCode({ license, status, expireTime }) {
    this.#run(
      'UPDATE license_codes SET status = ?, expire_time = ? WHERE license = ?',
      status,
      expireTime,
      license,
    );
  }
  // koo:end
  // koo:if order-notify

  addNotifiedOrder(orderId, orderLineId) {
    this.#run('INSERT OR IGNORE INTO notified_orders VALUES (?, ?)', orderId, orderLineId);
  }
  // koo:end
  // koo:if kit

  // Below, tenant is [instanceId, tenantId], and application is [instanceId, tenantId, appId].
  saveTenant(tenant, { tenantCode, name, domainName }) {
    this.#run('REPLACE INTO tenants VALUES (?, ?, ?, ?, ?)', ...tenant, tenantCode, name, domainName);
  }

  deleteTenant(tenant) {
    this.#run('DELETE FROM tenants WHERE (instance_id, tenant_id) = (?, ?)', ...tenant);
  }

  saveApplication(application, clientId, clientSecret) {
    this.#run('REPLACE INTO applications VALUES (?, ?, ?, ?, ?)', ...application, clientId, clientSecret);
  }

  deleteApplication(application) {
    const sql = 'DELETE FROM applications WHERE (instance_id, tenant_id, app_id) = (?, ?, ?)';
    this.#run(sql, ...application);
  }

  saveUser(application, user) {
    const details = JSON.stringify(user);
    this.#run('REPLACE INTO users VALUES (?, ?, ?, ?, ?)', ...application, user.userName, details);
  }

  deleteUser(application, userName) {
    const sql = 'DELETE FROM users WHERE (instance_id, tenant_id, app_id, user_name) = (?, ?, ?, ?)';
    this.#run(sql, ...application, userName);
  }

  saveDepartment(tenant, { orgCode, name, parentCode }) {
    this.#run('REPLACE INTO departments VALUES (?, ?, ?, ?, ?)', ...tenant, orgCode, name, parentCode);
  }

  deleteDepartment(tenant, orgCode) {
    const sql = 'DELETE FROM departments WHERE (instance_id, tenant_id, org_code) = (?, ?, ?)';
    this.#run(sql, ...tenant, orgCode);
  }

  replaceDepartments(tenant, departments) {
    this.#run('DELETE FROM departments WHERE (instance_id, tenant_id) = (?, ?)', ...tenant);
    for (const department of departments) this.saveDepartment(tenant, department);
  }

  findAppIds() {
    const rows = this.#database.prepare('SELECT DISTINCT app_id AS appId FROM applications').all();
    return rows.map(({ appId }) => appId);
  }

  /** @returns the applications of a tenant, the latest first: REPLACE gives a row a new rowid */
  findApplications(tenantId) {
    return this.#database
      .prepare(
        `SELECT instance_id AS instanceId, tenant_id AS tenantId, name AS tenantName, domain_name AS domainName,
           app_id AS appId, client_id AS clientId, client_secret AS clientSecret
         FROM applications JOIN tenants USING (instance_id, tenant_id)
         WHERE tenant_id = ? ORDER BY applications.rowid DESC`,
      )
      .all(tenantId);
  }

  /** @returns the user as received */
  findUser(application, userName) {
    const sql = 'SELECT details FROM users WHERE (instance_id, tenant_id, app_id, user_name) = (?, ?, ?, ?)';
    const row = this.#get(sql, ...application, userName);
    return row && JSON.parse(row.details);
  }

  addSession(idHash, { tenantId, appId, userName, protocol, expiresAt }, now) {
    this.#run('DELETE FROM sessions WHERE expires_at <= ?', now);
    const sql = 'INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)';
    this.#run(sql, idHash, tenantId, appId, userName, protocol, expiresAt);
  }

  findSession(idHash, now) {
    return this.#get(
      `SELECT tenant_id AS tenantId, app_id AS appId, user_name AS userName, protocol
       FROM sessions WHERE id_hash = ? AND expires_at > ?`,
      idHash,
      now,
    );
  }

  deleteSession(idHash) {
    this.#run('DELETE FROM sessions WHERE id_hash = ?', idHash);
  }

  /** @returns {boolean} false if the code was used before. A code is valid for up to 10 minutes (RFC 6749, 4.1.2). */
  addUsedCode(codeHash, now) {
    this.#run('DELETE FROM used_codes WHERE expires_at <= ?', now);
    return this.#run('INSERT OR IGNORE INTO used_codes VALUES (?, ?)', codeHash, now + 600_000);
  }
  // koo:end
}
// koo:if instances

function instanceOf(row) {
  return {
    id: row.instance_id,
    orderId: row.order_id,
    orderItem: row.order_item,
    customerId: row.customer_id,
    chargingMode: row.charging_mode,
    expireTime: row.expire_time,
    status: row.status,
    isTest: row.is_test === 1,
    purchase: JSON.parse(row.purchase),
    // koo:if v1 v2
    password: row.password,
    // koo:end
    createdAt: row.created_at,
  };
}
// koo:end
