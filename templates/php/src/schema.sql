-- koo:if v2-family
CREATE TABLE nonces (
    key_class TEXT NOT NULL,
    nonce TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (key_class, nonce)
);
CREATE INDEX nonces_until ON nonces (until);
-- koo:end
-- koo:if instances
CREATE TABLE instances (
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
-- koo:if period
-- koo:if v1 v2
CREATE TABLE upgrades (
    instance_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (instance_id, order_id)
);
-- koo:end
-- koo:end
-- koo:if on-demand
CREATE TABLE metering (
    instance_id TEXT NOT NULL,
    started INTEGER NOT NULL,
    stopped INTEGER
);
CREATE UNIQUE INDEX metering_now ON metering (instance_id) WHERE stopped IS NULL;
CREATE TABLE usage_records (
    metering_sn TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    hours TEXT NOT NULL,
    until INTEGER NOT NULL
);
-- koo:end
-- koo:end
-- koo:if online-license
CREATE TABLE license_applications (
    instance_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (instance_id, event_id, device)
);
-- koo:end
-- koo:if license-code
CREATE TABLE license_codes (
    license TEXT PRIMARY KEY,
    status TEXT NOT NULL DEFAULT 'active',
    expire_time TEXT NOT NULL DEFAULT ''
);
-- koo:end
-- koo:if order-notify
CREATE TABLE notified_orders (
    order_id TEXT NOT NULL,
    order_line_id TEXT NOT NULL,
    PRIMARY KEY (order_id, order_line_id)
);
-- koo:end
-- koo:if kit
CREATE TABLE tenants (
    instance_id TEXT,
    tenant_id TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (instance_id, tenant_id)
);
CREATE TABLE applications (
    instance_id TEXT,
    tenant_id TEXT,
    app_id TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (instance_id, tenant_id, app_id)
);
CREATE TABLE users (
    instance_id TEXT,
    tenant_id TEXT,
    app_id TEXT,
    user_name TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (instance_id, tenant_id, app_id, user_name)
);
CREATE TABLE departments (
    instance_id TEXT,
    tenant_id TEXT,
    org_code TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (instance_id, tenant_id, org_code)
);
-- koo:end
PRAGMA user_version = 1;
