-- Run at each start: it creates what is missing.
-- koo:if v2-family

-- A nonce is kept as long as its request could be replayed.
CREATE TABLE IF NOT EXISTS nonces (
  key_class TEXT NOT NULL,
  nonce TEXT NOT NULL,
  expires_at INTEGER NOT NULL, -- milliseconds since 1970
  PRIMARY KEY (key_class, nonce)
);
-- koo:end
-- koo:if instances

-- Released instances are kept. The unique key makes a repeated or simultaneous newInstance find the same instance.
CREATE TABLE IF NOT EXISTS instances (
  id TEXT PRIMARY KEY,
  protocol TEXT NOT NULL, -- of newInstance: v1 or v2
  order_id TEXT NOT NULL,
  order_line TEXT NOT NULL, -- V2: orderLineId; V1: productId
  product_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  charging_mode TEXT NOT NULL, -- as in V1; empty if not known
  test INTEGER NOT NULL, -- created with testFlag 1
  user_name TEXT NOT NULL,
  password TEXT NOT NULL,
  status TEXT NOT NULL, -- active, frozen, released
  expire_time TEXT NOT NULL, -- yyyyMMddHHmmss
  -- koo:if orders
  bought TEXT NOT NULL DEFAULT '', -- the last order line, JSON; empty if orders are not queried
  -- koo:end
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (protocol, order_id, order_line)
);
-- koo:if v1 v2
-- koo:if period on-demand
-- koo:if v1 period

-- Orders that have changed an instance: upgrades and, in V1, renewals.
CREATE TABLE IF NOT EXISTS applied_orders (
  instance_id TEXT NOT NULL REFERENCES instances (id),
  order_id TEXT NOT NULL,
  PRIMARY KEY (instance_id, order_id)
);
-- koo:end
-- koo:end
-- koo:end
-- koo:if on-demand

-- When an instance could be used, in seconds since 1970; ended_at is null as long as it can.
CREATE TABLE IF NOT EXISTS uses (
  instance_id TEXT NOT NULL REFERENCES instances (id),
  started_at INTEGER NOT NULL,
  ended_at INTEGER
);

-- Usage records that KooGallery accepted.
CREATE TABLE IF NOT EXISTS pushed_records (
  metering_sn TEXT PRIMARY KEY,
  instance_id TEXT NOT NULL REFERENCES instances (id),
  end_time TEXT NOT NULL, -- yyyyMMdd'T'HHmmss'Z'
  usage_value TEXT NOT NULL
);
-- koo:end
-- koo:if online-license

CREATE TABLE IF NOT EXISTS license_requests (
  instance_id TEXT NOT NULL REFERENCES instances (id),
  event_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (instance_id, event_id, fingerprint)
);
-- koo:end
-- koo:end
-- koo:if license-code

CREATE TABLE IF NOT EXISTS license_codes (
  code TEXT PRIMARY KEY,
  status TEXT NOT NULL DEFAULT 'active', -- active, frozen, released
  expire_time TEXT NOT NULL DEFAULT ''
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

-- Data of the joint-operation kit: the call that brought it, as JSON.
CREATE TABLE IF NOT EXISTS tenants (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id)
);

-- The client secret stays encrypted: login decrypts it with the private key.
CREATE TABLE IF NOT EXISTS applications (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id, app_id)
);

CREATE TABLE IF NOT EXISTS users (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id, app_id, user_name)
);

CREATE TABLE IF NOT EXISTS departments (
  instance_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  org_code TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (instance_id, tenant_id, org_code)
);
-- koo:end
