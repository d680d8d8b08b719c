// koo:if instances
package com.example.koogallery;

// koo:if v1 v2
import com.fasterxml.jackson.databind.node.ArrayNode;
// koo:end
import com.fasterxml.jackson.databind.node.ObjectNode;
// koo:if on-demand
import java.time.Instant;
// koo:if v1 v2
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
// koo:end
// koo:end
import java.util.UUID;
// koo:if v1 v2
import java.util.function.UnaryOperator;
// koo:end

/** What V1, V2 and online licences do with instances. Everything can be repeated, as KooGallery does. */
final class Instances {
    // koo:if on-demand
    // koo:if v1 v2
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSS").withZone(ZoneOffset.UTC);

    // koo:end
    // koo:end
    // koo:if v1 v2
    private final Settings settings;
    // koo:end
    private final Store store;

    Instances(Settings settings, Store store) {
        // koo:if v1 v2
        this.settings = settings;
        // koo:end
        this.store = store;
    }

    /**
     * The instance of an order, created by the first call for it.
     *
     * @param item the product in V1, the order line in V2
     */
    Instance create(Call call, String protocol, String item) {
        Instance known = store.instanceOfOrder(protocol, call.text("orderId"), item);
        if (known != null) {
            return known;
        }
        Instance instance = new Instance(
                randomId(), protocol, call.text("orderId"), item,
                bought(call, "productId"), bought(call, "skuCode"), bought(call, "customerId"),
                bought(call, "chargingMode"), bought(call, "expireTime"),
                call.isDebugging(), randomId(), Instance.Status.ACTIVE);
        store.addInstance(instance);
        // YOUR CODE: set up what the buyer gets. Debugging calls (of the seller console and koo) come here, too, with
        // instance.isTest(). A call is repeated after an error or a crash: orderId and orderItem are the same then.
        // The customer is instance.customerId(), the specification instance.skuCode(), if it is known. What the store
        // writes here, in tables of your own, too, is in the transaction of the instance.
        // Only record slow work here and do it later. Until it is done, newInstance
        // returns Json.object().put("resultCode", "000004").put("instanceId", instance.id()), so that the instance is
        // stored; queryInstance lists it with its instanceId only, and returns
        // Json.object().put("resultCode", "000004") if none is ready. A Refusal would roll the instance back, and
        // KooGallery could not ask for it.
        return instance;
    }

    /** What was bought: V1 says it in the call, V2 in the order. */
    private static String bought(Call call, String name) {
        // koo:if orders
        if (call.order() != null) {
            return call.order().text(name);
        }
        // koo:end
        return call.text(name);
    }

    /** 32 letters and digits that nobody can guess. */
    static String randomId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** @throws Refusal with 000003 if the instance does not exist or is released */
    Instance existing(Call call) {
        Instance instance = store.instance(call.text("instanceId"));
        if (instance == null || instance.isGone()) {
            throw unknownInstance();
        }
        return instance;
    }

    private static Refusal unknownInstance() {
        return new Refusal("000003", "the instance does not exist");
    }

    // koo:if v2 online-license
    /** V2 and online licences. What was bought is in the order, not in the call. */
    ObjectNode createV2(Call call) {
        return Json.object().put("instanceId", create(call, "v2", call.text("orderLineId")).id());
    }

    // koo:end
    // koo:if v1 v2
    /**
     * Describes the instances of a comma-separated list, as far as they exist.
     *
     * @param encrypt encrypts user name and password, in V1
     * @throws Refusal with 000003 if none exists
     */
    ObjectNode query(Call call, UnaryOperator<String> encrypt) {
        ObjectNode reply = Json.object();
        ArrayNode info = reply.putArray("info");
        for (String id : call.text("instanceId").split(",")) {
            Instance instance = store.instance(id);
            if (instance != null && !instance.isGone()) {
                ObjectNode described = info.addObject().put("instanceId", id);
                described.set("appInfo", appInfo(instance, encrypt));
                // koo:if on-demand
                // From now on, KooGallery knows that the buyer can use it.
                startUsage(instance, call.now());
                describeUsage(instance, call.now(), described);
                // koo:end
            }
        }
        if (info.isEmpty()) {
            throw unknownInstance();
        }
        return reply;
    }

    /** How the buyer logs in. */
    ObjectNode appInfo(Instance instance, UnaryOperator<String> encrypt) {
        return Json.object()
                .put("frontEndUrl", settings.frontEndUrl())
                .put("userName", encrypt.apply("admin"))
                .put("password", encrypt.apply(instance.password()))
                .put("memo", "首次登录后请修改初始密码。");
    }

    // koo:end
    // koo:if !one-time
    /** Renewals of every kind set a new expiry; that of the order is an estimate. */
    ObjectNode refresh(Call call) {
        Instance instance = existing(call);
        store.setExpireTime(instance.id(), call.text("expireTime"));
        changeProduct(call, instance);
        return Json.object();
    }

    private void changeProduct(Call call, Instance instance) {
        String productId = bought(call, "productId");
        String skuCode = bought(call, "skuCode");
        store.setProduct(
                instance.id(),
                productId.isEmpty() ? instance.productId() : productId,
                skuCode.isEmpty() ? instance.skuCode() : skuCode);
    }

    /** Freezes an instance, or gives it back to its buyer. Both can be repeated. */
    ObjectNode setFrozen(Call call, boolean isFrozen) {
        Instance instance = existing(call);
        // YOUR CODE: stop or allow the use of the instance; keep its data.
        store.setStatus(instance.id(), isFrozen ? Instance.Status.FROZEN : Instance.Status.ACTIVE);
        // koo:if on-demand
        if (isFrozen) {
            store.stopUsage(instance.id(), call.now());
        } else {
            startUsage(store.instance(instance.id()), call.now());
        }
        // koo:end
        return Json.object();
    }

    // koo:end
    // koo:if period
    // koo:if v1 v2
    /** More seats, another edition. A repeated upgrade order changes nothing. */
    ObjectNode upgrade(Call call) {
        Instance instance = existing(call);
        if (store.addAppliedOrder(instance.id(), call.text("orderId"))) {
            // YOUR CODE: change the instance.
            changeProduct(call, instance);
        }
        return Json.object();
    }

    // koo:end
    // koo:end
    ObjectNode release(Call call) {
        Instance instance = store.instance(call.text("instanceId"));
        if (instance == null) {
            throw unknownInstance();
        }
        // YOUR CODE: delete the data of the instance, at once or after a while.
        // koo:if kit
        // Its tenants, applications, users and departments stay in the tables until then.
        // koo:end
        store.setStatus(instance.id(), Instance.Status.RELEASED);
        // koo:if on-demand
        store.stopUsage(instance.id(), call.now());
        // koo:end
        return Json.object();
    }
    // koo:if on-demand

    /** Begins to meter an instance that can be used, unless it is metered. */
    void startUsage(Instance instance, Instant now) {
        boolean isOnDemand = instance.chargingMode().isEmpty() || instance.chargingMode().equals("0");
        if (isOnDemand && instance.status() == Instance.Status.ACTIVE && !instance.isTest()) {
            store.startUsage(instance.id(), now);
        }
    }

    // koo:if v1 v2
    private void describeUsage(Instance instance, Instant now, ObjectNode described) {
        described.putArray("usageInfo").addObject()
                .put("usageValue", store.pushedUsage(instance.id()))
                .put("statisticalTime", MILLIS.format(now));
    }
    // koo:end
    // koo:end
}
// koo:end
