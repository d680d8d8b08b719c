// koo:if v2
package com.example.koogallery;

// koo:if period
import com.fasterxml.jackson.databind.node.ObjectNode;
// koo:end
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The base interfaces of SaaS access V2.0. Nothing in them is encrypted.
 *
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html">newInstance</a>
 */
final class V2Handlers {
    private final Instances instances;

    V2Handlers(Settings settings, Store store) {
        instances = new Instances(settings, store);
    }

    Map<String, Call.Handler> byActivity() {
        return Map.of(
                "newInstance", instances::createV2,
                "queryInstance", call -> instances.query(call, UnaryOperator.identity()),
                // koo:if !one-time
                "refreshInstance", instances::refresh,
                "updateInstanceStatus", call -> instances.setFrozen(call, call.text("status").equals("FREEZE")),
                // koo:end
                // koo:if period
                "upgradeInstance", instances::upgrade,
                "changeInstanceCheck", this::checkChange,
                // koo:end
                "releaseInstance", instances::release);
    }
    // koo:if period

    /** Asked before a renewal with another product. */
    private ObjectNode checkChange(Call call) {
        instances.existing(call);
        // YOUR CODE: refuse a change to call.values().path("productInfo") that is impossible, for example with
        // throw new Refusal("000104", "the instance has more users than the smaller edition").
        return Json.object();
    }
    // koo:end
}
// koo:end
