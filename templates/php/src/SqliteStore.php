<?php

declare(strict_types=1);

namespace KooGallery;

/** The store in a SQLite file, which several processes share. */
final class SqliteStore implements Store
{
    private const SCHEMA = <<<'SQL'
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
        SQL;
    // koo:if kit
    private const KEYS = [
        'tenants' => ['instance_id', 'tenant_id'],
        'applications' => ['instance_id', 'tenant_id', 'app_id'],
        'users' => ['instance_id', 'tenant_id', 'app_id', 'user_name'],
        'departments' => ['instance_id', 'tenant_id', 'org_code'],
    ];
    // koo:end

    private \PDO $db;

    // koo:if license-code
    /** @param list<string> $licenseCodes of this merchant's products */
    // koo:end
    public function __construct(
        string $file,
        // koo:if license-code
        private array $licenseCodes = [],
        // koo:end
    ) {
        // The database contains passwords, so nobody else may read it.
        $mask = umask(0077);
        $this->db = new \PDO("sqlite:$file", null, null, [
            \PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION,
            \PDO::ATTR_DEFAULT_FETCH_MODE => \PDO::FETCH_ASSOC,
        ]);
        $this->db->exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL');
        if ($this->version() === 0) {
            $this->transaction(function (): array {
                // Another process may have been first.
                if ($this->version() === 0) {
                    $this->db->exec(self::SCHEMA);
                }
                return [];
            });
        }
        umask($mask);
    }

    private function version(): int
    {
        return (int) $this->db->query('PRAGMA user_version')->fetchColumn();
    }

    public function transaction(\Closure $act): array
    {
        // IMMEDIATE: a transaction that reads first and writes later would fail if another one wrote in between.
        $this->db->exec('BEGIN IMMEDIATE');
        try {
            $result = $act();
            $this->db->exec('COMMIT');
            return $result;
        } catch (\Throwable $error) {
            $this->db->exec('ROLLBACK');
            throw $error;
        }
    }

    /** @param list<string|int> $values */
    private function run(string $sql, array $values): \PDOStatement
    {
        $statement = $this->db->prepare($sql);
        foreach ($values as $index => $value) {
            // execute($values) would make texts of numbers, which SQLite sorts behind them.
            $statement->bindValue($index + 1, $value, is_int($value) ? \PDO::PARAM_INT : \PDO::PARAM_STR);
        }
        $statement->execute();
        return $statement;
    }
    // koo:if v2-family

    public function addNonce(string $keyClass, string $nonce, int $now, int $until): bool
    {
        $isNew = false;
        $this->transaction(function () use ($keyClass, $nonce, $now, $until, &$isNew): array {
            $this->run('DELETE FROM nonces WHERE until < ?', [$now]);
            $sql = 'INSERT OR IGNORE INTO nonces VALUES (?, ?, ?)';
            $isNew = $this->run($sql, [$keyClass, $nonce, $until])->rowCount() === 1;
            return [];
        });
        return $isNew;
    }
    // koo:end
    // koo:if instances

    public function instance(string $id): ?Instance
    {
        return self::toInstance($this->run('SELECT * FROM instances WHERE instance_id = ?', [$id])->fetch());
    }

    public function instanceOfOrder(string $version, string $orderId, string $part): ?Instance
    {
        $sql = 'SELECT * FROM instances WHERE version = ? AND order_id = ? AND part = ?';
        return self::toInstance($this->run($sql, [$version, $orderId, $part])->fetch());
    }

    /** @param array<string, mixed>|false $row */
    private static function toInstance(array|false $row): ?Instance
    {
        return $row === false ? null : new Instance(
            id: $row['instance_id'],
            orderId: $row['order_id'],
            productId: $row['product_id'],
            customerId: $row['customer_id'],
            chargingMode: $row['charging_mode'],
            test: $row['test'] === 1,
            // koo:if v1 v2
            password: $row['password'],
            // koo:end
            status: $row['status'],
            expireTime: $row['expire_time'],
            // koo:if orders
            order: json_decode($row['ordered'], true),
            // koo:end
        );
    }

    public function addInstance(Instance $instance, string $version, string $part): void
    {
        $values = [
            'instance_id' => $instance->id,
            'version' => $version,
            'order_id' => $instance->orderId,
            'part' => $part,
            'product_id' => $instance->productId,
            'customer_id' => $instance->customerId,
            'charging_mode' => $instance->chargingMode,
            'test' => (int) $instance->test,
            // koo:if v1 v2
            'password' => $instance->password,
            // koo:end
            'status' => $instance->status,
            'expire_time' => $instance->expireTime,
            // koo:if orders
            'ordered' => json_encode($instance->order, JSON_THROW_ON_ERROR),
            // koo:end
        ];
        $columns = implode(', ', array_keys($values));
        $marks = implode(', ', array_fill(0, count($values), '?'));
        $this->run("INSERT INTO instances ($columns) VALUES ($marks)", array_values($values));
    }

    public function saveInstance(Instance $instance): void
    {
        $this->run('UPDATE instances SET status = ?, expire_time = ? WHERE instance_id = ?', [
            $instance->status,
            $instance->expireTime,
            $instance->id,
        ]);
        // koo:if orders
        $order = json_encode($instance->order, JSON_THROW_ON_ERROR);
        $this->run('UPDATE instances SET ordered = ? WHERE instance_id = ?', [$order, $instance->id]);
        // koo:end
    }
    // koo:if period
    // koo:if v1 v2

    public function addUpgrade(string $instanceId, string $orderId): bool
    {
        return $this->run('INSERT OR IGNORE INTO upgrades VALUES (?, ?)', [$instanceId, $orderId])->rowCount() === 1;
    }
    // koo:end
    // koo:end
    // koo:if on-demand

    public function startMetering(string $instanceId, int $time): void
    {
        $this->run('INSERT OR IGNORE INTO metering VALUES (?, ?, NULL)', [$instanceId, $time]);
    }

    public function stopMetering(string $instanceId, int $time): void
    {
        $sql = 'UPDATE metering SET stopped = ? WHERE instance_id = ? AND stopped IS NULL';
        $this->run($sql, [$time, $instanceId]);
    }

    public function metered(int $from, int $until): array
    {
        $sql = 'SELECT instance_id, max(started, ?), min(ifnull(stopped, ?), ?) FROM metering
            WHERE started < ? AND ifnull(stopped, ?) > ? ORDER BY started, instance_id';
        return $this->run($sql, [$from, $until, $until, $until, $until, $from])->fetchAll(\PDO::FETCH_NUM);
    }

    public function isPushed(string $meteringSn): bool
    {
        return $this->run('SELECT 1 FROM usage_records WHERE metering_sn = ?', [$meteringSn])->fetch() !== false;
    }

    public function addPushed(string $meteringSn, string $instanceId, string $hours, int $until): void
    {
        $sql = 'INSERT OR IGNORE INTO usage_records VALUES (?, ?, ?, ?)';
        $this->run($sql, [$meteringSn, $instanceId, $hours, $until]);
    }

    public function acceptedUsage(string $instanceId): array
    {
        $sql = 'SELECT ifnull(sum(hours), 0), max(until) FROM usage_records WHERE instance_id = ?';
        [$hours, $until] = $this->run($sql, [$instanceId])->fetch(\PDO::FETCH_NUM);
        return [round($hours, 4), $until];
    }
    // koo:end
    // koo:end
    // koo:if online-license

    public function hasLicenseApplication(string $instanceId, string $eventId, string $device): bool
    {
        $sql = 'SELECT 1 FROM license_applications WHERE instance_id = ? AND event_id = ? AND device = ?';
        return $this->run($sql, [$instanceId, $eventId, $device])->fetch() !== false;
    }

    public function addLicenseApplication(string $instanceId, string $eventId, string $device): void
    {
        $this->run('INSERT INTO license_applications VALUES (?, ?, ?)', [$instanceId, $eventId, $device]);
    }
    // koo:end
    // koo:if license-code

    public function licenseCodeStatus(string $code): ?string
    {
        if (in_array($code, $this->licenseCodes, true)) {
            $this->run('INSERT OR IGNORE INTO license_codes (license) VALUES (?)', [$code]);
        }
        $status = $this->run('SELECT status FROM license_codes WHERE license = ?', [$code])->fetchColumn();
        return $status === false ? null : $status;
    }

    public function updateLicenseCode(string $code, array $changes): void
    {
        foreach ($changes as $column => $value) {
            $this->run("UPDATE license_codes SET $column = ? WHERE license = ?", [$value, $code]);
        }
    }
    // koo:end
    // koo:if order-notify

    public function addNotification(string $orderId, string $orderLineId): bool
    {
        return $this->run('INSERT OR IGNORE INTO notified_orders VALUES (?, ?)', [$orderId, $orderLineId])->rowCount() === 1;
    }
    // koo:end
    // koo:if kit

    public function put(string $table, array $key, array $values): void
    {
        $columns = implode(', ', self::KEYS[$table]);
        $marks = str_repeat('?, ', count($key));
        $flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PARTIAL_OUTPUT_ON_ERROR;
        $data = json_encode((object) $values, $flags);
        $this->run("INSERT OR REPLACE INTO $table ($columns, data) VALUES ($marks?)", [...$key, $data]);
    }

    public function remove(string $table, array $key): void
    {
        $columns = array_slice(self::KEYS[$table], 0, count($key));
        $this->run("DELETE FROM $table WHERE " . implode(' = ? AND ', $columns) . ' = ?', $key);
    }
    // koo:end
}
