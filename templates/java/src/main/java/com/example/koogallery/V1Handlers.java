// koo:if v1
package com.example.koogallery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The base interfaces of SaaS access V1.0.
 *
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html">newInstance</a>
 */
final class V1Handlers {
    private final Settings settings;
    // koo:if !one-time
    private final Store store;
    // koo:end
    private final Instances instances;

    V1Handlers(Settings settings, Store store) {
        this.settings = settings;
        // koo:if !one-time
        this.store = store;
        // koo:end
        instances = new Instances(settings, store);
    }

    Map<String, Call.Handler> byActivity() {
        return Map.of(
                "newInstance", this::newInstance,
                "queryInstance", this::queryInstance,
                // koo:if !one-time
                "refreshInstance", this::refreshInstance,
                "expireInstance", call -> instances.setFrozen(call, true),
                // koo:end
                // koo:if period
                "upgrade", instances::upgrade,
                // koo:end
                // koo:if on-demand
                "instanceStatus", call -> instances.setFrozen(call, call.text("instanceStatus").equals("FREEZE")),
                // koo:end
                "releaseInstance", instances::release);
    }

    private ObjectNode newInstance(Call call) {
        // YOUR CODE: use them to create the buyer's account.
        decrypted(call, "mobilePhone");
        decrypted(call, "email");
        // A pay-per-use order may have several products, each with its own instance.
        Instance instance = instances.create(call, "v1", call.text("productId"));
        // koo:if on-demand
        // The order is completed by this reply.
        instances.startUsage(instance, call.now());
        // koo:end
        ObjectNode reply = Json.object().put("instanceId", instance.id()).put("encryptType", encryptType());
        reply.set("appInfo", instances.appInfo(instance, this::encrypted));
        return reply;
    }

    private ObjectNode queryInstance(Call call) {
        return instances.query(call, this::encrypted).put("encryptType", encryptType());
    }

    // koo:if !one-time
    /**
     * No call unfreezes an expired instance: the renewal does, once for its order. V1 accepts a call at any time, so one
     * that somebody found in a log would unfreeze the instance again.
     */
    private ObjectNode refreshInstance(Call call) {
        Instance instance = instances.existing(call);
        if (store.addAppliedOrder(instance.id(), call.text("orderId"))) {
            instances.setFrozen(call, false);
            instances.refresh(call);
        }
        return Json.object();
    }

    // koo:end
    /** The text of an encrypted parameter, which may be absent. */
    private String decrypted(Call call, String name) {
        String field = call.text(name);
        String plain = field.isEmpty() ? "" : SensitiveFields.decryptField(key(), settings.encryptBits(), field);
        if (plain == null) {
            throw new Refusal("000002", name + " cannot be decrypted");
        }
        return plain;
    }

    private String encrypted(String plain) {
        String iv = Instances.randomId().substring(16);
        return SensitiveFields.encryptField(key(), settings.encryptBits(), iv, plain);
    }

    private String key() {
        return settings.keys().get("base");
    }

    private String encryptType() {
        return settings.encryptBits() == 256 ? "1" : "2";
    }
}
// koo:end
