"""What the server stores, in SQLite. The UNIQUE keys make repeated calls idempotent."""

# koo:if instances kit
import json
# koo:end
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
# koo:if instances
from dataclasses import astuple, dataclass, fields
# koo:end
# koo:if kit
from typing import Any
# koo:end

from koogallery.settings import SettingsError

_SCHEMA = """
-- koo:if v2-family
CREATE TABLE IF NOT EXISTS nonces (
    key_class TEXT NOT NULL,
    nonce TEXT NOT NULL,
    valid_until REAL NOT NULL,
    PRIMARY KEY (key_class, nonce)
);
-- koo:end
-- koo:if instances
CREATE TABLE IF NOT EXISTS instances (
    id TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    order_id TEXT NOT NULL,
    order_item TEXT NOT NULL,
    product_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    charging_mode TEXT NOT NULL,
    is_test INTEGER NOT NULL,
    user_name TEXT NOT NULL,
    password TEXT NOT NULL,
    status TEXT NOT NULL,
    expire_time TEXT NOT NULL,
    bought TEXT NOT NULL,
    UNIQUE (version, order_id, order_item)
);
-- koo:end
-- koo:if v1 v2
-- koo:if v1 period
-- koo:if !one-time
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
CREATE TABLE IF NOT EXISTS usage_periods (
    instance_id TEXT NOT NULL,
    begin_time INTEGER NOT NULL,
    end_time INTEGER
);
CREATE TABLE IF NOT EXISTS pushed_records (
    metering_sn TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    end_time TEXT NOT NULL,
    usage_value REAL NOT NULL
);
-- koo:end
-- koo:end
-- koo:if online-license
CREATE TABLE IF NOT EXISTS license_applications (
    instance_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    device_fingerprint TEXT NOT NULL,
    PRIMARY KEY (instance_id, event_id, device_fingerprint)
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
"""
# koo:if instances


@dataclass
class Instance:
    """What a buyer gets from an order. Released instances are kept."""

    id: str
    # "v1" or "v2": their orders are told apart.
    version: str
    order_id: str
    # With the order, what identifies the instance: the product in V1, the order line in V2.
    order_item: str
    product_id: str
    customer_id: str
    # 0 pay-per-use, 1 period, 3 one-time, 5 pay-per-use package; empty if not known.
    charging_mode: str
    # Created by the interface debugging of the seller console.
    is_test: bool
    user_name: str
    password: str
    # active, frozen or released.
    status: str
    # yyyyMMddHHmmss, UTC; empty until received.
    expire_time: str
    # JSON of what was bought: specification, quantity, period, parameters.
    bought: str

    @property
    def sku_code(self) -> str:
        """The specification, if it is known: V2 has it in the order only."""
        return json.loads(self.bought).get("skuCode") or ""
# koo:end


class Store:
    """The store. One connection serves all threads: a transaction has it to itself."""

    def __init__(self, path: str) -> None:
        self._lock = threading.RLock()
        try:
            if path != ":memory:":
                # Only the owner may read what is stored.
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            # Transactions begin and end explicitly; other processes are waited for up to 5 s.
            self._db = sqlite3.connect(
                path, timeout=5, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(f"DATABASE cannot be used: {error}") from None

    def close(self) -> None:
        """Closes the database."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Runs the block in a transaction, which an exception rolls back."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
    # koo:if v2-family

    def add_nonce(self, key_class: str, nonce: str, now: float, seconds: int) -> bool:
        """Stores a nonce for a time; returns whether it is new."""
        with self.transaction():
            self._db.execute("DELETE FROM nonces WHERE valid_until < ?", (now,))
            return self._add("nonces", key_class, nonce, now + seconds)
    # koo:end
    # koo:if instances

    def find_instance(self, instance_id: str) -> Instance | None:
        """The instance with this ID."""
        return self._instance("SELECT * FROM instances WHERE id = ?", instance_id)

    def find_ordered(self, version: str, order_id: str, order_item: str) -> Instance | None:
        """The instance that was created for an order."""
        where = "version = ? AND order_id = ? AND order_item = ?"
        query = f"SELECT * FROM instances WHERE {where}"
        return self._instance(query, version, order_id, order_item)

    def _instance(self, query: str, *parameters: str) -> Instance | None:
        row = self._db.execute(query, parameters).fetchone()
        return Instance(*row) if row else None

    def add_instance(self, instance: Instance) -> None:
        """Adds an instance; fails if the order already has one."""
        values = astuple(instance)
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO instances VALUES ({marks})", values)

    def update_instance(self, instance: Instance) -> None:
        """Stores an instance that was changed."""
        columns = ", ".join(f"{field.name} = ?" for field in fields(Instance))
        query = f"UPDATE instances SET {columns} WHERE id = ?"
        self._db.execute(query, (*astuple(instance), instance.id))
    # koo:end
    # koo:if v1 v2
    # koo:if v1 period
    # koo:if !one-time

    def add_applied_order(self, instance_id: str, order_id: str) -> bool:
        """Stores an order that changes an instance; returns whether it is new."""
        return self._add("applied_orders", instance_id, order_id)
    # koo:end
    # koo:end
    # koo:end
    # koo:if on-demand
    # koo:if instances

    def start_usage(self, instance_id: str, time: int) -> None:
        """Starts metering an instance, unless it is metered."""
        query = "SELECT 1 FROM usage_periods WHERE instance_id = ? AND end_time IS NULL"
        if not self._db.execute(query, (instance_id,)).fetchone():
            self._add("usage_periods", instance_id, time, None)

    def stop_usage(self, instance_id: str, time: int) -> None:
        """Stops metering an instance."""
        query = """UPDATE usage_periods SET end_time = max(begin_time, ?)
                   WHERE instance_id = ? AND end_time IS NULL"""
        self._db.execute(query, (time, instance_id))

    def usage_between(self, begin: int, end: int) -> list[tuple[str, int, int]]:
        """Instances and the times, in seconds since 1970, in which they were used in a period."""
        query = """SELECT instance_id, max(begin_time, :begin), min(ifnull(end_time, :end), :end)
                   FROM usage_periods WHERE begin_time < :end AND ifnull(end_time, :end) > :begin
                   ORDER BY instance_id, begin_time"""
        return self._db.execute(query, {"begin": begin, "end": end}).fetchall()

    def add_pushed(self, record: dict[str, str]) -> None:
        """Stores a usage record that KooGallery has accepted."""
        names = ("metering_sn", "instance_id", "end_time", "usage_value")
        self._add("pushed_records", *(record[name] for name in names))

    def is_pushed(self, metering_sn: str) -> bool:
        """Whether KooGallery has accepted a usage record."""
        query = "SELECT 1 FROM pushed_records WHERE metering_sn = ?"
        return self._db.execute(query, (metering_sn,)).fetchone() is not None
    # koo:if v1 v2

    def pushed_usage(self, instance_id: str) -> tuple[float, str | None]:
        """The accepted usage of an instance, and the end of its last record."""
        query = "SELECT total(usage_value), max(end_time) FROM pushed_records WHERE instance_id = ?"
        value, end = self._db.execute(query, (instance_id,)).fetchone()
        return value, end
    # koo:end
    # koo:end
    # koo:end
    # koo:if online-license

    def add_license_application(self, instance_id: str, event_id: str, fingerprint: str) -> bool:
        """Stores an application for a licence; returns whether it is new."""
        return self._add("license_applications", instance_id, event_id, fingerprint)
    # koo:end
    # koo:if license-code

    def add_license_code(self, code: str) -> None:
        """Adds a licence code, unless it is known."""
        query = "INSERT OR IGNORE INTO license_codes (code) VALUES (?)"
        self._db.execute(query, (code,))

    def license_status(self, code: str) -> str | None:
        """active, frozen or released; None if the code is not known."""
        query = "SELECT status FROM license_codes WHERE code = ?"
        row = self._db.execute(query, (code,)).fetchone()
        return row[0] if row else None

    def set_license_status(self, code: str, status: str) -> None:
        """Changes the status of a licence code."""
        self._db.execute("UPDATE license_codes SET status = ? WHERE code = ?", (status, code))

    def set_license_expiry(self, code: str, time: str) -> None:
        """Changes when a licence code expires."""
        self._db.execute("UPDATE license_codes SET expire_time = ? WHERE code = ?", (time, code))
    # koo:end
    # koo:if order-notify

    def add_notified_order(self, order_id: str, order_line_id: str) -> bool:
        """Stores a notified order; returns whether it is new."""
        return self._add("notified_orders", order_id, order_line_id)
    # koo:end
    # koo:if kit

    def put(self, table: str, key: dict[str, str], data: dict[str, Any]) -> None:
        """Adds or replaces a tenant, application, user or department.

        The names of the table and its columns are part of the statement: never take them from a call.
        """
        columns = ", ".join([*key, "data"])
        marks = ", ".join("?" * (len(key) + 1))
        query = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})"
        self._db.execute(query, (*key.values(), json.dumps(data, ensure_ascii=False)))

    def remove(self, table: str, key: dict[str, str]) -> None:
        """Removes what has this key, or begins with it."""
        where = " AND ".join(f"{column} = ?" for column in key)
        self._db.execute(f"DELETE FROM {table} WHERE {where}", tuple(key.values()))
    # koo:end
    # koo:if v1 v2-family
    # koo:if v2-family !one-time

    def _add(self, table: str, *values: object) -> bool:
        marks = ", ".join("?" * len(values))
        query = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"
        return self._db.execute(query, values).rowcount == 1
    # koo:end
    # koo:end
