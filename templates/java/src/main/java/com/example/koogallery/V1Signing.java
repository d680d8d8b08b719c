// koo:if v1-family
package com.example.koogallery;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Signatures of SaaS access V1.0: of calls, and of the replies to them. */
final class V1Signing {
    /** Where the parameters are: in the query of a base interface, or in the body of a kit interface. */
    enum Form { GET, POST }

    private V1Signing() {}

    // koo:snippet v1-auth-token
    /**
     * The {@code authToken} of a call: base64 of the HMAC-SHA256 of {@code k1=v1&k2=v2…} with the key
     * {@code accessKey + timeStamp}. Names are in ascending order, values decoded; of repeated parameters, the first counts.
     *
     * @param params names and decoded values as received; {@code authToken} is ignored
     * @param form {@code GET} includes empty parameters, {@code POST} omits blank ones
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html">authToken</a>
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html">POST</a>
     */
    static String authToken(String key, String timeStamp, List<Map.Entry<String, String>> params, Form form) {
        SortedMap<String, String> sorted = new TreeMap<>();
        for (Map.Entry<String, String> param : params) {
            sorted.putIfAbsent(param.getKey(), param.getValue());
        }
        sorted.remove("authToken");
        String text = sorted.entrySet().stream()
                .filter(param -> form == Form.GET || !param.getValue().isBlank())
                .map(param -> param.getKey() + "=" + param.getValue())
                .collect(Collectors.joining("&"));
        return Base64.getEncoder().encodeToString(Hmac.sha256(key + timeStamp, text));
    }
    // koo:end

    // koo:snippet v1-body-sign
    /**
     * The header {@code Body-Sign} of a reply, over exactly the bytes that are sent.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html">Body-Sign</a>
     */
    static String bodySign(String key, byte[] body) {
        String signature = Base64.getEncoder().encodeToString(Hmac.sha256(key, body));
        return "sign_type=\"HMAC-SHA256\", signature=\"" + signature + "\"";
    }
    // koo:end
}
// koo:end
