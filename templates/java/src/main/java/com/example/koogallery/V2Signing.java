// koo:if v2-family
package com.example.koogallery;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** Signatures of the calls of SaaS access V2.0, of licences and of order notifications. */
final class V2Signing {
    // koo:snippet v2-base v2-kit
    private static final HexFormat HEX = HexFormat.of();
    // koo:end

    private V2Signing() {}

    // koo:snippet v2-base v2-kit
    /**
     * What V2 signs of a body: compact JSON with the top-level keys in ascending order, without those that are null.
     * Nested values keep their order. A body that is not a JSON object is returned unchanged.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html">signature</a>
     */
    static byte[] canonicalPayload(byte[] body) {
        Map<String, String> members = Json.members(Json.decodeUtf8(body));
        if (members == null) {
            return body;
        }
        return members.entrySet().stream()
                .filter(member -> !member.getValue().equals("null"))
                .map(member -> Json.quote(member.getKey()) + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(StandardCharsets.UTF_8);
    }
    // koo:end

    // koo:if v2-base
    // koo:snippet v2-base
    /**
     * The parameter {@code signature} of a base interface: both HMACs use the access key. Compare it in upper case.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html">signature</a>
     */
    static String v2Signature(String key, byte[] payload, String timestamp, String nonce) {
        String inner = HEX.formatHex(Hmac.sha256(key, payload));
        return HEX.withUpperCase().formatHex(Hmac.sha256(key, key + nonce + timestamp + inner));
    }
    // koo:end
    // koo:end

    // koo:if v2-kit
    // koo:snippet v2-kit
    /**
     * The header {@code x-sign} of a kit interface: here, the payload is not hashed first. Compare it in upper case.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html">x-sign</a>
     */
    static String kitSignature(String key, byte[] payload, String timestamp, String nonce) {
        byte[] prefix = (key + nonce + timestamp).getBytes(StandardCharsets.UTF_8);
        return HEX.withUpperCase().formatHex(Hmac.sha256(key, prefix, payload));
    }
    // koo:end
    // koo:end
}
// koo:end
