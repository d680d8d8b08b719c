<?php

declare(strict_types=1);

namespace KooGallery;

/** The store in a SQLite file, which several processes share. */
final class SqliteStore implements Store
{
    // koo:if kit
    private const KEYS = [
        'tenants' => ['instance_id', 'tenant_id'],
        'applications' => ['instance_id', 'tenant_id', 'app_id'],
        'users' => ['instance_id', 'tenant_id', 'app_id', 'user_name'],
        'departments' => ['instance_id', 'tenant_id', 'org_code'],
    ];

    // koo:end
    private ?\PDO $db = null;

    // koo:if license-code
    /** @param list<string> $licenseCodes of this merchant's products */
    // koo:end
    public function __construct(
        private string $file,
        // koo:if license-code
        private array $licenseCodes = [],
        // koo:end
    ) {
    }

    /** Opened by the first call that needs it, so that a failure is answered like any other. */
    private function db(): \PDO
    {
        return $this->db ??= $this->open();
    }

    private function open(): \PDO
    {
        // The database contains secrets, so no one else may read it.
        $mask = umask(0077);
        try {
            $db = new \PDO("sqlite:$this->file", null, null, [
                \PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION,
                \PDO::ATTR_DEFAULT_FETCH_MODE => \PDO::FETCH_ASSOC,
            ]);
            $db->exec('PRAGMA busy_timeout = 5000');
            try {
                $db->exec('PRAGMA journal_mode = WAL');
            } catch (\PDOException) {
                // Another process is just doing so, for which SQLite does not wait.
            }
            if ($db->query('PRAGMA user_version')->fetchColumn() === 0) {
                $schema = file_get_contents(__DIR__ . '/schema.sql');
                $db->exec("BEGIN IMMEDIATE; $schema; COMMIT");
            }
            return $db;
        } catch (\PDOException $error) {
            throw new Refusal('000005', 'the database cannot be opened: ' . $error->getMessage());
        } finally {
            umask($mask);
        }
    }

    public function transaction(\Closure $act): mixed
    {
        // IMMEDIATE: a transaction that reads first and writes later would fail if another one wrote in between.
        $this->db()->exec('BEGIN IMMEDIATE');
        try {
            $result = $act();
            $this->db()->exec('COMMIT');
            return $result;
        } catch (\Throwable $error) {
            $this->db()->exec('ROLLBACK');
            throw $error;
        }
    }

    /** @param list<string|int> $values */
    private function run(string $sql, array $values): \PDOStatement
    {
        $statement = $this->db()->prepare($sql);
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
        return $this->transaction(function () use ($keyClass, $nonce, $now, $until): bool {
            $this->run('DELETE FROM nonces WHERE until < ?', [$now]);
            $sql = 'INSERT OR IGNORE INTO nonces VALUES (?, ?, ?)';
            return $this->run($sql, [$keyClass, $nonce, $until])->rowCount() === 1;
        });
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
            status: Status::from($row['status']),
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
            'status' => $instance->status->value,
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
            $instance->status->value,
            $instance->expireTime,
            $instance->id,
        ]);
        // koo:if orders
        $order = json_encode($instance->order, JSON_THROW_ON_ERROR);
        $this->run('UPDATE instances SET ordered = ? WHERE instance_id = ?', [$order, $instance->id]);
        // koo:end
    }
    // koo:if v1 v2
    // koo:if v1 period
    // koo:if period on-demand

    public function addAppliedOrder(string $instanceId, string $orderId): bool
    {
        $sql = 'INSERT OR IGNORE INTO applied_orders VALUES (?, ?)';
        return $this->run($sql, [$instanceId, $orderId])->rowCount() === 1;
    }
    // koo:end
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
    // koo:if v1 v2

    public function acceptedUsage(string $instanceId): array
    {
        $sql = 'SELECT ifnull(sum(hours), 0), max(until) FROM usage_records WHERE instance_id = ?';
        [$hours, $until] = $this->run($sql, [$instanceId])->fetch(\PDO::FETCH_NUM);
        return [round($hours, 4), $until];
    }
    // koo:end
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

    public function licenseCodeStatus(string $code): ?Status
    {
        if (in_array($code, $this->licenseCodes, true)) {
            $this->run('INSERT OR IGNORE INTO license_codes (code) VALUES (?)', [$code]);
        }
        $status = $this->run('SELECT status FROM license_codes WHERE code = ?', [$code])->fetchColumn();
        return $status === false ? null : Status::from($status);
    }

    public function setLicenseCodeStatus(string $code, Status $status): void
    {
        $this->run('UPDATE license_codes SET status = ? WHERE code = ?', [$status->value, $code]);
    }

    public function setLicenseCodeExpiry(string $code, string $expireTime): void
    {
        $this->run('UPDATE license_codes SET expire_time = ? WHERE code = ?', [$expireTime, $code]);
    }
    // koo:end
    // koo:if order-notify

    public function addNotification(string $orderId, string $orderLineId): bool
    {
        $sql = 'INSERT OR IGNORE INTO notified_orders VALUES (?, ?)';
        return $this->run($sql, [$orderId, $orderLineId])->rowCount() === 1;
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
