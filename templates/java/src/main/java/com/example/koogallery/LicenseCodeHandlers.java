// koo:if license-code
package com.example.koogallery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Licence codes 2.0: KooGallery issues and sells a code, and notifies the merchant of changes.
 *
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html">refreshLicenseCode</a>
 */
final class LicenseCodeHandlers {
    private final Store store;

    LicenseCodeHandlers(Store store) {
        this.store = store;
    }

    Map<String, Call.Handler> byActivity() {
        return Map.of(
                "refreshLicenseCode", this::refresh,
                "updateLicenseCodeStatus", this::setStatus,
                "releaseLicenseCode", this::release);
    }

    private ObjectNode refresh(Call call) {
        store.setLicenseCodeExpireTime(usable(call), call.text("expireTime"));
        return Json.object();
    }

    private ObjectNode setStatus(Call call) {
        // YOUR CODE: a code that is frozen, or released below, no longer works in your software.
        store.setLicenseCodeStatus(usable(call), call.text("status").equals("FREEZE") ? "FROZEN" : "ACTIVE");
        return Json.object();
    }

    private ObjectNode release(Call call) {
        String code = existing(call);
        // The seller console calls its debugging cases in any order, also after the release.
        if (!call.isDebugging()) {
            store.setLicenseCodeStatus(code, "RELEASED");
        }
        return Json.object();
    }

    private String existing(Call call) {
        String code = call.text("license");
        if (store.licenseCodeStatus(code) == null) {
            throw new Refusal("000003", "the licence code does not exist");
        }
        return code;
    }

    private String usable(Call call) {
        String code = existing(call);
        if (store.licenseCodeStatus(code).equals("RELEASED")) {
            throw new Refusal("000003", "the licence code has been released");
        }
        return code;
    }
}
// koo:end
