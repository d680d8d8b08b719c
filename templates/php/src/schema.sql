-- IF NOT EXISTS: another process may have been first.
-- koo:if v2-family
CREATE TABLE IF NOT EXISTS nonces (
    key_class TEXT NOT NULL,
    nonce TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (key_class, nonce)
);
CREATE INDEX IF NOT EXISTS nonces_until ON nonces (until);
-- koo:end
-- koo:if instances
CREATE TABLE IF NOT EXISTS instances (
    instance_id TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    order_id TEXT NOT NULL,
    part TEXT NOT NULL,
    product_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    charging_mode TEXT NOT NULL,
    test INTEGER NOT NULL,
    -- koo:if v1 v2
    password TEXT NOT NULL,
    -- koo:end
    status TEXT NOT NULL,
    expire_time TEXT NOT NULL,
    -- koo:if orders
    ordered TEXT NOT NULL,
    -- koo:end
    UNIQUE (version, order_id, part)
);
-- koo:if v1 v2
-- koo:if v1 period
-- koo:if period on-demand
CREATE TABLE IF NOT EXISTS applied_orders (
    instance_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (instance_id, order_id)
);
-- koo:end
-- koo:end
-- koo:end
-- koo:if on-demand
CREATE TABLE IF NOT EXISTS metering (
    instance_id TEXT NOT NULL,
    started INTEGER NOT NULL,
    stopped INTEGER
);
CREATE UNIQUE INDEX IF NOT EXISTS metering_now ON metering (instance_id) WHERE stopped IS NULL;
CREATE TABLE IF NOT EXISTS usage_records (
    metering_sn TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    hours TEXT NOT NULL,
    until INTEGER NOT NULL
);
-- koo:end
-- koo:end
-- koo:if online-license
CREATE TABLE IF NOT EXISTS license_applications (
    instance_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (instance_id, event_id, device)
);
-- koo:end
-- koo:if license-code
CREATE TABLE IF NOT EXISTS license_codes (
    code TEXT PRIMARY KEY,
    status TEXT NOT NULL DEFAULT 'active',
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
CREATE TABLE IF NOT EXISTS tenants (
    instance_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (instance_id, tenant_id)
);
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
PRAGMA user_version = 1;
