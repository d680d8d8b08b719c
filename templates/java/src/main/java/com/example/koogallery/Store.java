package com.example.koogallery;

// koo:if v2-family on-demand
// koo:if v2-family instances
import java.time.Instant;
// koo:end
// koo:end
// koo:if on-demand
// koo:if instances
import java.util.List;
// koo:end
// koo:end
import java.util.function.Supplier;

/** What this server remembers. What belongs together is called in one {@code transaction}. */
public interface Store extends AutoCloseable {
    /** Does everything or, if {@code work} throws, nothing. No other transaction runs meanwhile. */
    <T> T transaction(Supplier<T> work);

    @Override
    void close();

    // koo:if v2-family
    /** Remembers a nonce for as long as its call could be repeated; returns whether it is new. */
    boolean addNonce(String keyClass, String nonce, Instant now);

    // koo:end
    // koo:if instances
    void addInstance(Instance instance);

    /** {@code null} if there is none. */
    Instance instance(String id);

    /** {@code null} if there is none. */
    Instance instanceOfOrder(String protocol, String orderId, String orderItem);

    void setStatus(String instanceId, Instance.Status status);

    // koo:if !one-time
    void setExpireTime(String instanceId, String expireTime);

    void setProduct(String instanceId, String productId, String skuCode);

    // koo:end
    // koo:end
    // koo:if v1 v2
    // koo:if v1 period
    // koo:if !one-time
    /** Remembers an order that changes an instance; returns whether it is new. */
    boolean addAppliedOrder(String instanceId, String orderId);

    // koo:end
    // koo:end
    // koo:end
    // koo:if on-demand
    // koo:if instances
    /** Begins a period of use, unless there is one. */
    void startUsage(String instanceId, Instant now);

    void stopUsage(String instanceId, Instant now);

    /** The periods of use of all instances between two times; those that are not over end with {@code to}. */
    List<UsagePeriod> usageBetween(Instant from, Instant to);

    boolean isPushed(String meteringSn);

    void addPushedUsage(String meteringSn, String instanceId, double value);

    /** What KooGallery has accepted for an instance. */
    double pushedUsage(String instanceId);

    record UsagePeriod(String instanceId, Instant begin, Instant end) {}

    // koo:end
    // koo:end
    // koo:if online-license
    /** Returns whether the application is new. */
    boolean addLicenseApplication(String instanceId, String eventId, String fingerprint);

    // koo:end
    // koo:if license-code
    /** Adds the codes that are not known yet. */
    void addLicenseCodes(Iterable<String> codes);

    /** {@code ACTIVE}, {@code FROZEN} or {@code RELEASED}; {@code null} if there is no such code. */
    String licenseCodeStatus(String code);

    void setLicenseCodeStatus(String code, String status);

    void setLicenseCodeExpireTime(String code, String expireTime);

    // koo:end
    // koo:if order-notify
    /** Returns whether the order line is new. */
    boolean addNotifiedOrder(String orderId, String orderLineId);

    // koo:end
    // koo:if kit
    /** Data of the kit interfaces: JSON by a unique key. */
    enum Kit { TENANTS, APPLICATIONS, USERS, DEPARTMENTS }

    /** Adds data or replaces it. */
    void put(Kit kind, String data, String... key);

    /** Removes what the key begins: {@code instanceId}, {@code tenantId}, … */
    void remove(Kit kind, String... key);
    // koo:end
}
