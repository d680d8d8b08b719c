-- Executed at each start. The unique keys are those by which KooGallery repeats its calls.

-- koo:if v2-family
CREATE TABLE IF NOT EXISTS nonces (
    key_class TEXT NOT NULL,
    nonce TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (key_class, nonce)
);

-- koo:end
-- koo:if instances
-- A released instance stays, so that a later call for it is recognised.
CREATE TABLE IF NOT EXISTS instances (
    id TEXT PRIMARY KEY,
    protocol TEXT NOT NULL,
    order_id TEXT NOT NULL,
    -- In V1 the product, in V2 the order line.
    order_item TEXT NOT NULL,
    product_id TEXT NOT NULL,
    sku_code TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    charging_mode TEXT NOT NULL,
    expire_time TEXT NOT NULL,
    test INTEGER NOT NULL,
    password TEXT NOT NULL,
    status TEXT NOT NULL,
    UNIQUE (protocol, order_id, order_item)
);

-- koo:end
-- koo:if v1 v2
-- koo:if v1 period
-- koo:if !one-time
-- The orders that changed an instance, each of them once.
CREATE TABLE IF NOT EXISTS applied_orders (
    instance_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (instance_id, order_id)
);

-- koo:end
-- koo:end
-- koo:end
-- koo:if on-demand
-- koo:if instances
-- When an instance was used, in seconds since 1970. While it is used, ends_at is null.
CREATE TABLE IF NOT EXISTS usage_periods (
    instance_id TEXT NOT NULL,
    begins_at INTEGER NOT NULL,
    ends_at INTEGER
);

-- What KooGallery has accepted.
CREATE TABLE IF NOT EXISTS pushed_usage (
    metering_sn TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    usage_value REAL NOT NULL
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
    code TEXT PRIMARY KEY,
    status TEXT NOT NULL DEFAULT 'ACTIVE',
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
-- The data of the kit interfaces is JSON as received, with client secrets still encrypted.
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
