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
// koo:if v1-kit v2-base
import java.util.SortedMap;
// koo:end
// koo:if v2-kit
import java.util.function.UnaryOperator;
// koo:end
// koo:if kit
import java.util.regex.Matcher;
import java.util.regex.Pattern;
// koo:end

/** Finds out which protocol a call belongs to, and verifies its signature. */
final class Authentication {
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

    // koo:if v2-family
    Authentication(Settings settings, Store store) {
        this.settings = settings;
        this.store = store;
    }

    // koo:end
    // koo:if !v2-family
    Authentication(Settings settings) {
        this.settings = settings;
    }

    // koo:end
    /** How the call is signed, by method and path; {@code null} if it is none of ours. */
    static Protocol.Wire wireOf(Request request) {
        // koo:if v1
        if (request.method().equals("GET")) {
            return Protocol.Wire.V1_QUERY;
        }
        // koo:end
        // koo:if v1-kit v2-family
        if (request.method().equals("POST")) {
            // koo:if kit
            Matcher kit = KIT_PATH.matcher(request.path());
            if (kit.find()) {
                // koo:if v1-kit
                // koo:if v2-kit
                return kit.group(1) == null ? Protocol.Wire.V1_BODY : Protocol.Wire.V2_HEADERS;
                // koo:end
                // koo:if !v2-kit
                return kit.group(1) == null ? Protocol.Wire.V1_BODY : null;
                // koo:end
                // koo:end
                // koo:if !v1-kit
                return kit.group(1) == null ? null : Protocol.Wire.V2_HEADERS;
                // koo:end
            }
            // koo:end
            // koo:if v2-base
            return Protocol.Wire.V2_QUERY;
            // koo:end
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

    /**
     * The parameters of a call, if it is authentic.
     *
     * @throws Refusal with 000001 if the signature is wrong, with 000002 if something that it needs is missing
     */
    ObjectNode open(Request request, Protocol protocol, Instant now) {
        String key = settings.keys().get(protocol.keyClass);
        return switch (protocol.wire) {
            // koo:if v1
            case V1_QUERY -> openV1(request, key);
            // koo:end
            // koo:if v1-kit
            case V1_BODY -> openV1Kit(request, key);
            // koo:end
            // koo:if v2-base
            case V2_QUERY -> {
                Map<String, String> query = first(parameters(request.query()));
                Proof proof = new Proof(query.get("signature"), query.get("timestamp"), query.get("nonce"));
                verify(request.body(), proof, V2Signing::v2Signature, key);
                yield openV2(request, protocol, proof, now);
            }
            // koo:end
            // koo:if v2-kit
            case V2_HEADERS -> {
                UnaryOperator<String> headers = request.headers();
                Proof proof = new Proof(headers.apply("x-sign"), headers.apply("x-timestamp"), headers.apply("x-nonce"));
                verify(request.body(), proof, V2Signing::kitSignature, key);
                yield openV2(request, protocol, proof, now);
            }
            // koo:end
        };
    }

    // koo:if v1
    /** A GET whose query has all parameters; it signs the merchant's own as well. */
    private static ObjectNode openV1(Request request, String key) {
        List<Map.Entry<String, String>> params = parameters(request.query());
        Map<String, String> first = first(params);
        String token = signature(first.remove("authToken"));
        String timeStamp = timeStamp(first.remove("timeStamp"));
        verify(V1Signing.authToken(key, timeStamp, params, V1Signing.Form.GET), token);
        ObjectNode values = Json.object();
        first.forEach(values::put);
        return values;
    }

    // koo:end
    // koo:if v1-kit
    /** A POST with the signature of the members of its body in a header. */
    private static ObjectNode openV1Kit(Request request, String key) {
        String token = signature(request.headers().apply("authToken")).replaceAll("^\"(.*)\"$", "$1");
        SortedMap<String, String> members = Json.members(Json.decodeUtf8(request.body()));
        if (members == null) {
            throw notAnObject();
        }
        String timeStamp = timeStamp(Json.textOf(members.get("timeStamp")));
        List<Map.Entry<String, String>> params = new ArrayList<>();
        members.forEach((name, json) -> {
            if (!json.equals("null")) {
                params.add(Map.entry(name, Json.textOf(json)));
            }
        });
        verify(V1Signing.authToken(key, timeStamp, params, V1Signing.Form.POST), token);
        return object(request.body());
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
    // koo:if v2-family
    /** What is sent with the body of a call of V2, as far as it is there. */
    private record Proof(String signature, String timestamp, String nonce) {}

    @FunctionalInterface
    private interface Scheme {
        String sign(String key, byte[] payload, String timestamp, String nonce);
    }

    private static void verify(byte[] body, Proof proof, Scheme scheme, String key) {
        String given = signature(proof.signature()).toUpperCase(Locale.ROOT);
        // The first digit is not 0: that could have been the end of the nonce, which the signature does not separate.
        if (proof.timestamp() == null || !proof.timestamp().matches("[1-9]\\d{12}")) {
            throw new Refusal("000002", "the timestamp is missing or not a number");
        }
        if (proof.nonce() == null || proof.nonce().isEmpty()) {
            throw new Refusal("000002", "the nonce is missing");
        }
        String expected = scheme.sign(key, V2Signing.canonicalPayload(body), proof.timestamp(), proof.nonce());
        if (!Hmac.equalsConstantTime(expected, given)) {
            // The signature of the unchanged body is right as well.
            verify(scheme.sign(key, body, proof.timestamp(), proof.nonce()), given);
        }
    }

    /**
     * Opens a verified call, unless it is old or a repetition.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html">timestamp, nonce</a>
     */
    private ObjectNode openV2(Request request, Protocol protocol, Proof proof, Instant now) {
        if (Math.abs(now.toEpochMilli() - Long.parseLong(proof.timestamp())) > WINDOW_MS) {
            throw new Refusal("000002", "the timestamp differs from the clock by more than 60 s");
        }
        ObjectNode values = object(request.body());
        // Each class of interfaces has its own key, and so its own nonces. Both are remembered as they are signed.
        if (!store.addNonce(protocol.keyClass, proof.nonce() + proof.timestamp(), now)) {
            throw new Refusal("000001", "the nonce has already been used");
        }
        return values;
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
    private static ObjectNode object(byte[] body) {
        ObjectNode object = Json.parseObject(Json.decodeUtf8(body));
        if (object == null) {
            throw notAnObject();
        }
        return object;
    }

    private static Refusal notAnObject() {
        return new Refusal("000002", "the body is not a JSON object in UTF-8");
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
