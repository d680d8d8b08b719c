package com.example.koogallery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
// koo:if instances license-code
import java.sql.ResultSet;
// koo:end
import java.sql.SQLException;
import java.sql.Statement;
// koo:if v2-family on-demand
// koo:if v2-family instances
import java.time.Instant;
// koo:end
// koo:end
// koo:if instances license-code kit
import java.util.ArrayList;
import java.util.List;
// koo:end
// koo:if kit
import java.util.Locale;
// koo:end
import java.util.Properties;
import java.util.function.Supplier;

/** The store in an SQLite file. SQLite has one writer at a time, so there is one connection, which each call locks. */
public final class SqliteStore implements Store {
    // koo:if v2-family
    /** A timestamp is valid from 60 s before to 60 s after its time. */
    private static final long REPEATABLE_SECONDS = 120;

    // koo:end
    private final Connection connection;

    /** @throws IllegalArgumentException if the file cannot be used */
    public SqliteStore(Path file) {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", "5000");
        properties.setProperty("journal_mode", "WAL");
        try {
            createPrivate(file);
            connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
            // In a transaction, because the file may be read-only.
            transaction(() -> {
                execute(schema());
                return null;
            });
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new IllegalArgumentException("DATABASE cannot be used: " + e.getMessage(), e);
        }
    }

    /** Nobody else may read the data of buyers. */
    private static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException | UnsupportedOperationException e) {
            // It has its permissions already, or the system has others.
        }
    }

    private static String schema() {
        try (InputStream file = SqliteStore.class.getResourceAsStream("schema.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized <T> T transaction(Supplier<T> work) {
        execute("BEGIN IMMEDIATE");
        try {
            T result = work.get();
            execute("COMMIT");
            return result;
        } catch (RuntimeException | Error e) {
            rollBack(e);
            throw e;
        }
    }

    /** SQLite itself rolls back when the disk is full: then this fails, but it is not what went wrong. */
    private void rollBack(Throwable cause) {
        try {
            execute("ROLLBACK");
        } catch (IllegalStateException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // koo:if v2-family
    @Override
    public synchronized boolean addNonce(String keyClass, String nonce, Instant now) {
        update("DELETE FROM nonces WHERE expires_at < ?", now.getEpochSecond());
        return update("INSERT OR IGNORE INTO nonces VALUES (?, ?, ?)",
                keyClass, nonce, now.getEpochSecond() + REPEATABLE_SECONDS) == 1;
    }

    // koo:end
    // koo:if instances
    @Override
    public synchronized void addInstance(Instance instance) {
        update("INSERT INTO instances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                instance.id(), instance.protocol(), instance.orderId(), instance.orderItem(), instance.productId(),
                instance.skuCode(), instance.customerId(), instance.chargingMode(), instance.expireTime(),
                instance.isTest(), instance.password(), instance.status().name());
    }

    @Override
    public synchronized Instance instance(String id) {
        return first("SELECT * FROM instances WHERE id = ?", SqliteStore::readInstance, id);
    }

    @Override
    public synchronized Instance instanceOfOrder(String protocol, String orderId, String orderItem) {
        return first("SELECT * FROM instances WHERE protocol = ? AND order_id = ? AND order_item = ?",
                SqliteStore::readInstance, protocol, orderId, orderItem);
    }

    private static Instance readInstance(ResultSet row) throws SQLException {
        return new Instance(
                row.getString("id"), row.getString("protocol"), row.getString("order_id"), row.getString("order_item"),
                row.getString("product_id"), row.getString("sku_code"), row.getString("customer_id"),
                row.getString("charging_mode"), row.getString("expire_time"), row.getBoolean("test"),
                row.getString("password"), Instance.Status.valueOf(row.getString("status")));
    }

    @Override
    public synchronized void setStatus(String instanceId, Instance.Status status) {
        update("UPDATE instances SET status = ? WHERE id = ?", status.name(), instanceId);
    }

    // koo:if !one-time
    @Override
    public synchronized void setExpireTime(String instanceId, String expireTime) {
        update("UPDATE instances SET expire_time = ? WHERE id = ?", expireTime, instanceId);
    }

    @Override
    public synchronized void setProduct(String instanceId, String productId, String skuCode) {
        update("UPDATE instances SET product_id = ?, sku_code = ? WHERE id = ?", productId, skuCode, instanceId);
    }

    // koo:end
    // koo:end
    // koo:if v1 v2
    // koo:if v1 period
    // koo:if !one-time
    @Override
    public synchronized boolean addAppliedOrder(String instanceId, String orderId) {
        return update("INSERT OR IGNORE INTO applied_orders VALUES (?, ?)", instanceId, orderId) == 1;
    }

    // koo:end
    // koo:end
    // koo:end
    // koo:if on-demand
    // koo:if instances
    @Override
    public synchronized void startUsage(String instanceId, Instant now) {
        // The resource starts in this second: the next is the first that can be charged.
        update("INSERT INTO usage_periods SELECT ?1, ?2, NULL WHERE NOT EXISTS "
                        + "(SELECT 1 FROM usage_periods WHERE instance_id = ?1 AND ends_at IS NULL)",
                instanceId, now.getEpochSecond() + 1);
    }

    @Override
    public synchronized void stopUsage(String instanceId, Instant now) {
        update("UPDATE usage_periods SET ends_at = ? WHERE instance_id = ? AND ends_at IS NULL",
                now.getEpochSecond(), instanceId);
    }

    @Override
    public synchronized List<UsagePeriod> usageBetween(Instant from, Instant to) {
        return all("SELECT instance_id, max(begins_at, ?1) AS begins, min(coalesce(ends_at, ?2), ?2) AS ends "
                        + "FROM usage_periods WHERE begins < ends ORDER BY instance_id, begins",
                row -> new UsagePeriod(row.getString("instance_id"),
                        Instant.ofEpochSecond(row.getLong("begins")), Instant.ofEpochSecond(row.getLong("ends"))),
                from.getEpochSecond(), to.getEpochSecond());
    }

    @Override
    public synchronized boolean isPushed(String meteringSn) {
        return first("SELECT 1 FROM pushed_usage WHERE metering_sn = ?", row -> true, meteringSn) != null;
    }

    @Override
    public synchronized void addPushedUsage(String meteringSn, String instanceId, double value) {
        update("INSERT OR IGNORE INTO pushed_usage VALUES (?, ?, ?)", meteringSn, instanceId, value);
    }

    @Override
    public synchronized double pushedUsage(String instanceId) {
        return first("SELECT coalesce(sum(usage_value), 0) FROM pushed_usage WHERE instance_id = ?",
                row -> row.getDouble(1), instanceId);
    }

    // koo:end
    // koo:end
    // koo:if online-license
    @Override
    public synchronized boolean addLicenseApplication(String instanceId, String eventId, String fingerprint) {
        return update("INSERT OR IGNORE INTO license_applications VALUES (?, ?, ?)",
                instanceId, eventId, fingerprint) == 1;
    }

    // koo:end
    // koo:if license-code
    @Override
    public synchronized void addLicenseCodes(Iterable<String> codes) {
        codes.forEach(code -> update("INSERT OR IGNORE INTO license_codes (code) VALUES (?)", code));
    }

    @Override
    public synchronized String licenseCodeStatus(String code) {
        return first("SELECT status FROM license_codes WHERE code = ?", row -> row.getString(1), code);
    }

    @Override
    public synchronized void setLicenseCodeStatus(String code, String status) {
        update("UPDATE license_codes SET status = ? WHERE code = ?", status, code);
    }

    @Override
    public synchronized void setLicenseCodeExpireTime(String code, String expireTime) {
        update("UPDATE license_codes SET expire_time = ? WHERE code = ?", expireTime, code);
    }

    // koo:end
    // koo:if order-notify
    @Override
    public synchronized boolean addNotifiedOrder(String orderId, String orderLineId) {
        return update("INSERT OR IGNORE INTO notified_orders VALUES (?, ?)", orderId, orderLineId) == 1;
    }

    // koo:end
    // koo:if kit
    @Override
    public synchronized void put(Kit kind, String data, String... key) {
        List<Object> values = new ArrayList<>(List.of((Object[]) key));
        values.add(data);
        String places = "?, ".repeat(key.length) + "?";
        update("INSERT OR REPLACE INTO " + tableOf(kind) + " VALUES (" + places + ")", values.toArray());
    }

    @Override
    public synchronized void remove(Kit kind, String... key) {
        String[] columns = {"instance_id", "tenant_id", kind == Kit.DEPARTMENTS ? "org_code" : "app_id", "user_name"};
        String condition = String.join(" = ? AND ", List.of(columns).subList(0, key.length)) + " = ?";
        update("DELETE FROM " + tableOf(kind) + " WHERE " + condition, (Object[]) key);
    }

    private static String tableOf(Kit kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    // koo:end
    /** Executes statements without parameters: unlike {@code execute}, this driver's {@code executeUpdate} takes several. */
    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of rows changed. */
    private int update(String sql, Object... values) {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // koo:if instances license-code
    private <T> T first(String sql, RowReader<T> reader, Object... values) {
        List<T> rows = all(sql, reader, values);
        return rows.isEmpty() ? null : rows.get(0);
    }

    private <T> List<T> all(String sql, RowReader<T> reader, Object... values) {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // koo:end
    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    // koo:if instances license-code

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
    // koo:end
}
