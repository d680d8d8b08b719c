package com.example.koogallery;

import com.fasterxml.jackson.databind.node.ObjectNode;
// koo:if v1 v2-base
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
// koo:end
import java.time.Instant;
// koo:if v1-family
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
// koo:end
// koo:if v1-kit
import java.util.ArrayList;
// koo:end
// koo:if v1 v2-base
import java.util.Arrays;
import java.util.LinkedHashMap;
// koo:end
// koo:if v1-family v2-base
import java.util.List;
// koo:end
// koo:if v2-family
import java.util.Locale;
// koo:end
// koo:if v1-family v2-base
import java.util.Map;
// koo:end
// koo:if v2-base
import java.util.SortedMap;
// koo:end
// koo:if v2-family
import java.util.function.Function;
// koo:end
// koo:if kit
import java.util.regex.Matcher;
import java.util.regex.Pattern;
// koo:end

/** Finds out which protocol a call belongs to, and verifies its signature. */
final class Authentication {
    /** An authentic call. */
    record Opened(Protocol protocol, String activity, ObjectNode values) {}

    // koo:if kit
    private static final Pattern KIT_PATH = Pattern.compile("/produceAPI/(v2/)?([^/]*)/?$");
    // koo:end
    // koo:if v1-family
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSS").withResolverStyle(ResolverStyle.STRICT);
    // koo:end
    // koo:if v2-family
    private static final long WINDOW_MS = 60_000;
    // koo:end

    private final Settings settings;
    // koo:if v2-family
    private final Store store;
    // koo:end

    Authentication(
            // koo:if v2-family
            Store store,
            // koo:end
            Settings settings) {
        // koo:if v2-family
        this.store = store;
        // koo:end
        this.settings = settings;
    }

    /** How the call is signed, by method and path; {@code null} if it is none of ours. */
    static Protocol.Wire wireOf(Request request) {
        // koo:if v1
        if (request.method().equals("GET")) {
            return Protocol.Wire.V1_QUERY;
        }
        // koo:end
        // koo:if kit
        Matcher kit = KIT_PATH.matcher(request.path());
        if (request.method().equals("POST") && kit.find()) {
            // koo:if v2-kit
            if (kit.group(1) != null) {
                return Protocol.Wire.V2_HEADERS;
            }
            // koo:end
            // koo:if v1-kit
            if (kit.group(1) == null) {
                return Protocol.Wire.V1_BODY;
            }
            // koo:end
            return null;
        }
        // koo:end
        // koo:if v2-base
        if (request.method().equals("POST")) {
            return Protocol.Wire.V2_QUERY;
        }
        // koo:end
        return null;
    }

    /** The activity that a call names. Not authentic yet: it only decides which key to try. */
    static String activityOf(Request request, Protocol.Wire wire) {
        return switch (wire) {
            // koo:if v1
            case V1_QUERY -> first(parameters(request.query())).getOrDefault("activity", "");
            // koo:end
            // koo:if v1-kit
            case V1_BODY -> activityInPath(request);
            // koo:end
            // koo:if v2-kit
            case V2_HEADERS -> activityInPath(request);
            // koo:end
            // koo:if v2-base
            case V2_QUERY -> activityInBody(request);
            // koo:end
        };
    }

    /** @throws Refusal with 000001 if the signature is wrong, with 000002 if something that it needs is missing */
    Opened open(Request request, Protocol protocol, Instant now) {
        String key = settings.keys().get(protocol.keyClass);
        return switch (protocol.wire) {
            // koo:if v1
            case V1_QUERY -> openV1(request, protocol, key);
            // koo:end
            // koo:if v1-kit
            case V1_BODY -> openV1Kit(request, protocol, key);
            // koo:end
            // koo:if v2-base
            case V2_QUERY -> openV2(request, protocol, key, now);
            // koo:end
            // koo:if v2-kit
            case V2_HEADERS -> openV2Kit(request, protocol, key, now);
            // koo:end
        };
    }

    // koo:if v1
    /** A GET whose query has all parameters; it signs the merchant's own as well. */
    private static Opened openV1(Request request, Protocol protocol, String key) {
        List<Map.Entry<String, String>> params = parameters(request.query());
        Map<String, String> first = first(params);
        String token = signature(first.remove("authToken"));
        String timeStamp = timeStamp(first.remove("timeStamp"));
        verify(V1Signing.authToken(key, timeStamp, params, V1Signing.Form.GET), token);
        String activity = first.getOrDefault("activity", "");
        ObjectNode values = Json.object();
        first.forEach(values::put);
        return new Opened(protocol, activity, values);
    }

    // koo:end
    // koo:if v1-kit
    /** A POST with the signature of the members of its body in a header. */
    private static Opened openV1Kit(Request request, Protocol protocol, String key) {
        String token = signature(request.headers().apply("authToken")).replaceAll("^\"(.*)\"$", "$1");
        String text = Json.decodeUtf8(request.body());
        ObjectNode values = object(text);
        String timeStamp = timeStamp(values.path("timeStamp").textValue());
        List<Map.Entry<String, String>> params = new ArrayList<>();
        Json.members(text).forEach((name, json) -> {
            if (!json.equals("null")) {
                params.add(Map.entry(name, Json.textOf(json)));
            }
        });
        verify(V1Signing.authToken(key, timeStamp, params, V1Signing.Form.POST), token);
        return new Opened(protocol, activityInPath(request), values);
    }

    // koo:end
    // koo:if v1-family
    /** V1 has no window of time: Huawei does not document one. */
    private static String timeStamp(String text) {
        try {
            if (text != null && text.length() == 17) {
                LocalDateTime.parse(text, MILLIS);
                return text;
            }
        } catch (DateTimeParseException e) {
            // Refused below.
        }
        throw new Refusal("000002", "timeStamp is missing or not yyyyMMddHHmmssSSS");
    }

    // koo:end
    // koo:if v2-base
    /** A POST with the signature in its query. */
    private Opened openV2(Request request, Protocol protocol, String key, Instant now) {
        Map<String, String> query = first(parameters(request.query()));
        String signature = signature(query.get("signature"));
        String timestamp = timestamp(query.get("timestamp"));
        String nonce = nonce(query.get("nonce"));
        verifyAny(request.body(), payload -> V2Signing.v2Signature(key, payload, timestamp, nonce), signature);
        ObjectNode values = recent(request, timestamp, now);
        rememberNonce(protocol, nonce, now);
        return new Opened(protocol, activityInBody(request), values);
    }

    // koo:end
    // koo:if v2-kit
    /** A POST with the signature in headers. */
    private Opened openV2Kit(Request request, Protocol protocol, String key, Instant now) {
        String signature = signature(request.headers().apply("x-sign"));
        String timestamp = timestamp(request.headers().apply("x-timestamp"));
        String nonce = nonce(request.headers().apply("x-nonce"));
        verifyAny(request.body(), payload -> V2Signing.kitSignature(key, payload, timestamp, nonce), signature);
        ObjectNode values = recent(request, timestamp, now);
        rememberNonce(protocol, nonce, now);
        return new Opened(protocol, activityInPath(request), values);
    }

    // koo:end
    // koo:if v2-family
    private static String timestamp(String text) {
        if (text == null || !text.matches("\\d{1,15}")) {
            throw new Refusal("000002", "the timestamp is missing or not a number");
        }
        return text;
    }

    private static String nonce(String text) {
        if (text == null || text.isEmpty()) {
            throw new Refusal("000002", "the nonce is missing");
        }
        return text;
    }

    /** Also accepts the signature of the unchanged body. */
    private static void verifyAny(byte[] body, Function<byte[], String> sign, String given) {
        String upperCase = given.toUpperCase(Locale.ROOT);
        if (!Hmac.equalsConstantTime(sign.apply(V2Signing.canonicalPayload(body)), upperCase)) {
            verify(sign.apply(body), upperCase);
        }
    }

    /**
     * The values of the body, unless its timestamp differs from the clock by more than 60 s.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html">timestamp</a>
     */
    private static ObjectNode recent(Request request, String timestamp, Instant now) {
        if (Math.abs(now.toEpochMilli() - Long.parseLong(timestamp)) > WINDOW_MS) {
            throw new Refusal("000002", "the timestamp differs from the clock by more than 60 s");
        }
        return object(Json.decodeUtf8(request.body()));
    }

    // koo:end
    // koo:if v2-family
    /** Each class of interfaces has its own key, and so its own nonces. */
    private void rememberNonce(Protocol protocol, String nonce, Instant now) {
        if (!store.addNonce(protocol.keyClass, nonce, now)) {
            throw new Refusal("000001", "the nonce has already been used");
        }
    }

    // koo:end
    private static String signature(String given) {
        if (given == null || given.isEmpty()) {
            throw new Refusal("000001", "the signature is missing");
        }
        return given;
    }

    private static void verify(String expected, String given) {
        if (!Hmac.equalsConstantTime(expected, given)) {
            throw new Refusal("000001", "the signature is wrong");
        }
    }

    // koo:if v1-kit v2-family
    private static ObjectNode object(String text) {
        ObjectNode object = Json.parseObject(text);
        if (object == null) {
            throw new Refusal("000002", "the body is not a JSON object in UTF-8");
        }
        return object;
    }

    // koo:end
    // koo:if v2-base
    private static String activityInBody(Request request) {
        SortedMap<String, String> members = Json.members(Json.decodeUtf8(request.body()));
        String activity = members == null ? "" : members.getOrDefault("activity", "");
        return activity.startsWith("\"") ? Json.textOf(activity) : "";
    }

    // koo:end
    // koo:if kit
    private static String activityInPath(Request request) {
        Matcher kit = KIT_PATH.matcher(request.path());
        return kit.find() ? kit.group(2) : "";
    }

    // koo:end
    // koo:if v1 v2-base
    /** The decoded parameters of a query, in the order received. */
    static List<Map.Entry<String, String>> parameters(String query) {
        return Arrays.stream(query == null ? new String[0] : query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.contains("=") ? pair.split("=", 2) : new String[] {pair, ""})
                .map(pair -> Map.entry(decode(pair[0]), decode(pair[1])))
                .toList();
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A lone percent sign: such a query has no right signature.
            return text;
        }
    }

    /** Parameters by name; of repeated ones the first counts. */
    private static Map<String, String> first(List<Map.Entry<String, String>> params) {
        Map<String, String> first = new LinkedHashMap<>();
        params.forEach(param -> first.putIfAbsent(param.getKey(), param.getValue()));
        return first;
    }
    // koo:end
}
