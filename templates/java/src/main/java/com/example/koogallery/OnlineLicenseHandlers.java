// koo:if online-license
package com.example.koogallery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Online licences: instances as in V2, and licences that are uploaded later with the open API.
 *
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html">getLicenseAsync</a>
 */
final class OnlineLicenseHandlers {
    private final Store store;
    private final Instances instances;

    OnlineLicenseHandlers(Settings settings, Store store) {
        this.store = store;
        instances = new Instances(settings, store);
    }

    Map<String, Call.Handler> byActivity() {
        return Map.of(
                "newInstance", instances::createV2,
                // koo:if !one-time
                "refreshInstance", instances::refresh,
                "updateInstanceStatus", call -> instances.setFrozen(call, call.text("status").equals("FREEZE")),
                // koo:end
                "getLicenseAsync", this::getLicenseAsync,
                "releaseInstance", instances::release);
    }

    private ObjectNode getLicenseAsync(Call call) {
        Instance instance = instances.existing(call);
        String fingerprint = call.text("deviceFingerprint");
        if (fingerprint.isEmpty()) {
            throw new Refusal("000903", "deviceFingerprint is missing");
        }
        // koo:if period
        boolean isPeriod = instance.chargingMode().isEmpty() || instance.chargingMode().equals("1");
        if (isPeriod && call.text("expireTime").isEmpty()) {
            throw new Refusal("000902", "expireTime is missing");
        }
        // koo:end
        // Event and device identify an application.
        if (store.addLicenseApplication(instance.id(), call.text("eventId"), fingerprint)) {
            if (!call.isDebugging() && isAfter(call.text("effectiveTime"), instance.expireTime())) {
                throw new Refusal("000901", "effectiveTime is after the expiry of the order");
            }
            // YOUR CODE: issue the licence for the device, and upload it with the open API.
        }
        return Json.object();
    }

    /** Compares {@code 2023-10-27 10:30:15 z} with {@code 20231027103015}, both UTC; false if there is no expiry. */
    private static boolean isAfter(String effectiveTime, String expireTime) {
        String effective = effectiveTime.replaceAll("\\D", "");
        return !expireTime.isEmpty() && effective.compareTo(expireTime) > 0;
    }
}
// koo:end
