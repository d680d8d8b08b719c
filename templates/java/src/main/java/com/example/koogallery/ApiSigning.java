// koo:if orders on-demand
// koo:if orders v1
package com.example.koogallery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
// koo:if on-demand
import java.util.Base64;
// koo:end
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Signatures of the merchant's own calls to KooGallery's open API. */
final class ApiSigning {
    // koo:snippet ak-sk
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    // koo:end

    private ApiSigning() {}

    // koo:snippet ak-sk
    /**
     * The header {@code Authorization} of a call, SDK-HMAC-SHA256. Send the given headers and {@code X-Sdk-Date} with it.
     *
     * @param date {@code yyyyMMdd'T'HHmmss'Z'} in UTC, as in {@code X-Sdk-Date}
     * @see <a href="https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html">AK/SK</a>
     */
    static String signRequest(
            String ak, String sk, String date, String method, URI url, Map<String, String> headers, byte[] body) {
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
        signed.put("host", url.getRawAuthority());
        signed.put("x-sdk-date", date);
        String names = String.join(";", signed.keySet());
        String lines = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        String request = String.join("\n",
                method, canonicalPath(url), canonicalQuery(url), lines, names, sha256(body));
        String text = "SDK-HMAC-SHA256\n" + date + "\n" + sha256(request.getBytes(StandardCharsets.UTF_8));
        String signature = HEX.formatHex(Hmac.sha256(sk, text));
        return "SDK-HMAC-SHA256 Access=" + ak + ", SignedHeaders=" + names + ", Signature=" + signature;
    }

    private static String canonicalPath(URI url) {
        String path = Arrays.stream(url.getRawPath().split("/", -1))
                .map(segment -> encode(decode(segment)))
                .collect(Collectors.joining("/"));
        return path.endsWith("/") ? path : path + "/";
    }

    private static String canonicalQuery(URI url) {
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.replace("+", "%20"))
                .map(pair -> pair.contains("=") ? pair.split("=", 2) : new String[] {pair, ""})
                .map(pair -> new String[] {decode(pair[0]), decode(pair[1])})
                .sorted(Comparator.comparing((String[] pair) -> pair[0]).thenComparing(pair -> pair[1]))
                .map(pair -> encode(pair[0]) + "=" + encode(pair[1]))
                .collect(Collectors.joining("&"));
    }

    /** Decodes percent-encoding; each character of the result is a byte. */
    private static String decode(String text) {
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return ESCAPE.matcher(bytes).replaceAll(escape -> Matcher.quoteReplacement(
                Character.toString(HexFormat.fromHexDigits(escape.group(1)))));
    }

    private static String encode(String bytes) {
        return bytes.chars()
                .mapToObj(unit -> Character.toString(unit).matches("[A-Za-z0-9_.~-]")
                        ? Character.toString(unit)
                        : String.format("%%%02X", unit))
                .collect(Collectors.joining());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
    // koo:end

    // koo:if on-demand
    // koo:snippet usage-push
    /**
     * The header {@code signature} of a usage push.
     *
     * @param key the access key of the base interfaces
     * @param ts milliseconds since 1970, as in the header {@code ts}
     * @param body exactly as sent: compact JSON with the keys of each level in ascending order
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html">usage push</a>
     */
    static String usageSignature(String key, String ts, String nonce, byte[] body) {
        byte[] prefix = ("ts=" + ts + "&nonce=" + nonce + "&body=").getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(Hmac.sha256(key, prefix, body));
    }
    // koo:end
    // koo:end
}
// koo:end
// koo:end
