package com.example.koogallery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
// koo:if kit
import com.fasterxml.jackson.databind.ObjectMapper;
// koo:end
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
// koo:if v1
import java.net.URLEncoder;
// koo:end
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
// koo:if kit
import java.security.KeyPairGenerator;
// koo:end
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
// koo:if v1-family v2
import java.util.ArrayList;
// koo:end
// koo:if kit
import java.util.Base64;
// koo:end
import java.util.HashMap;
// koo:if v1-family v2 license-code
import java.util.List;
// koo:end
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbacksTest {
    private static final String KEY = "test-key";
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Settings settings;
    private Store store;
    private Callbacks callbacks;

    @BeforeEach
    void open() throws Exception {
        environment.put("KOO_ACCESS_KEY", KEY);
        // koo:if kit
        JsonNode vectors = new ObjectMapper().readTree(getClass().getResourceAsStream("/vectors.json"));
        environment.put("KOO_RSA_PRIVATE_KEY", vectors.path("clientSecret").path("privateKey").asText());
        // koo:end
        store = new SqliteStore(folder.resolve("test.db"));
        // koo:if license-code
        store.addLicenseCodes(List.of("CODE"));
        // koo:end
        settings = Settings.read(environment);
        callbacks = new Callbacks(settings, store, Clock.fixed(NOW, ZoneOffset.UTC), line -> {});
    }

    @AfterEach
    void close() {
        callbacks.close();
    }

    private static ObjectNode object(String... members) {
        ObjectNode object = Json.object();
        for (int i = 0; i < members.length; i += 2) {
            object.put(members[i], members[i + 1]);
        }
        return object;
    }

    private JsonNode handle(String method, String path, String query, Map<String, String> headers, byte[] body) {
        Reply reply = callbacks.handle(new Request(method, path, query, headers::get, body));
        // koo:if v1-family
        if (method.equals("GET") || headers.containsKey("authToken")) {
            assertEquals(V1Signing.bodySign(KEY, reply.body()), reply.headers().get("Body-Sign"));
        }
        // koo:end
        return Json.parse(new String(reply.body(), StandardCharsets.UTF_8));
    }

    private static void assertCode(String resultCode, JsonNode reply) {
        assertEquals(resultCode, reply.path("resultCode").asText());
    }

    @Test
    void refusesWhatIsNotSigned() {
        byte[] body = "{\"activity\":\"newInstance\"}".getBytes(StandardCharsets.UTF_8);
        // koo:if v2-base
        assertCode("000001", handle("POST", "/", null, Map.of(), body));
        // koo:end
        // koo:if v1
        assertCode("000001", handle("GET", "/", "activity=newInstance", Map.of(), new byte[0]));
        // koo:end
        // koo:if v1-kit
        assertCode("000001", handle("POST", "/produceAPI/tenantSync", null, Map.of(), body));
        // koo:end
        // koo:if v2-kit
        assertCode("000001", handle("POST", "/produceAPI/v2/tenantSync", null, Map.of(), body));
        // koo:end
        assertCode("000002", handle("PUT", "/", null, Map.of(), body));
    }

    private static String objectOf(int members) {
        return IntStream.range(0, members).mapToObj(i -> "\"x" + i + "\":{}").collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void refusesObjectsWithTooManyMembers() {
        assertFalse(Json.isExcessive(objectOf(1000)));
        assertTrue(Json.isExcessive(objectOf(1001)));
        assertTrue(Json.isExcessive("[{\"x\":" + objectOf(1001) + "}]"));
        assertFalse(Json.isExcessive("[" + objectOf(1000) + "," + objectOf(1000) + "]"));
        assertFalse(Json.isExcessive(Json.object().put("x", objectOf(1001)).toString()));
        assertNull(Json.parse(objectOf(1001)));
        // koo:if v2-base
        // Before its signature is looked at.
        byte[] body = objectOf(1001).getBytes(StandardCharsets.UTF_8);
        assertCode("000002", handle("POST", "/", null, Map.of(), body));
        // koo:end
    }

    private static String take(Intake intake, InputStream body) throws IOException {
        Reply reply = intake.take("POST", "/", null, name -> null, body);
        return Json.parse(new String(reply.body(), StandardCharsets.UTF_8)).path("resultCode").asText();
    }

    @Test
    void refusesLongBodiesForWhichThereIsNoRoom() throws Exception {
        Intake intake = new Intake(callbacks, 200_000);
        byte[] shortBody = new byte[60_000];
        byte[] longBody = new byte[150_000];
        InputStream others = new InputStream() {
            @Override
            public int read() throws IOException {
                assertEquals("000005", take(intake, new ByteArrayInputStream(longBody)));
                assertNotEquals("000005", take(intake, new ByteArrayInputStream(shortBody)));
                return -1;
            }
        };
        assertNotEquals("000005", take(intake, new SequenceInputStream(new ByteArrayInputStream(longBody), others)));
        assertNotEquals("000005", take(intake, new ByteArrayInputStream(longBody)));
    }

    @Test
    void settingsDoNotShowTheirSecrets() {
        assertFalse(settings.toString().contains(KEY));
    }

    private void assertRefused(String name, String value, String reason) {
        Map<String, String> wrong = new HashMap<>(environment);
        wrong.put(name, value);
        String message = assertThrows(IllegalArgumentException.class, () -> Settings.read(wrong)).getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void namesASettingThatIsWrong() throws Exception {
        assertRefused("PORT", "65536", "PORT must be a port");
        // koo:if orders on-demand
        // koo:if orders v1
        assertRefused("KOO_ORDER_API_AK", "ak", "KOO_ORDER_API_SK is missing");
        assertRefused("KOO_ORDER_API_SK", "sk", "KOO_ORDER_API_AK is missing");
        // koo:end
        // koo:end
        // koo:if kit
        assertRefused("KOO_RSA_PRIVATE_KEY", "rsa.pem", "not a file name");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] shortKey = generator.generateKeyPair().getPrivate().getEncoded();
        assertRefused("KOO_RSA_PRIVATE_KEY", Base64.getEncoder().encodeToString(shortKey), "3072 bits");
        // koo:end
    }

    @Test
    void refusesAnUnusableDatabase() {
        assertThrows(IllegalArgumentException.class, () -> new SqliteStore(folder));
        assertThrows(IllegalArgumentException.class, () -> new SqliteStore(folder.resolve("none/test.db")));
    }

    // koo:if v1
    private JsonNode callV1(String key, String... members) {
        List<Map.Entry<String, String>> params = new ArrayList<>(List.of(Map.entry("timeStamp", "20260131120000000")));
        object(members).fields().forEachRemaining(
                member -> params.add(Map.entry(member.getKey(), member.getValue().asText())));
        params.add(Map.entry(
                "authToken", V1Signing.authToken(key, "20260131120000000", params, V1Signing.Form.GET)));
        String query = params.stream()
                .map(param -> param.getKey() + "=" + URLEncoder.encode(param.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return handle("GET", "/", query, Map.of(), new byte[0]);
    }

    @Test
    void createsOneInstanceForAnOrderOfV1AndReleasesIt() {
        String[] call = {
            "activity", "newInstance", "customerId", "c", "businessId", "b", "orderId", "CS1", "productId", "p",
            "mobilePhone", SensitiveFields.encryptField(KEY, 256, "A1b2C3d4E5f6G7h8", "15905222222")
        };
        JsonNode first = callV1(KEY, call);
        assertCode("000000", first);
        String id = first.path("instanceId").asText();
        assertEquals(id, callV1(KEY, call).path("instanceId").asText());
        String password = first.path("appInfo").path("password").asText();
        assertEquals(32, SensitiveFields.decryptField(KEY, 256, password).length());

        assertCode("000001", callV1("another-key", call));
        assertCode("000000", callV1(KEY, "activity", "queryInstance", "instanceId", id));
        assertCode("000000", callV1(KEY, "activity", "releaseInstance", "orderId", "CS1", "instanceId", id));
        assertCode("000000", callV1(KEY, "activity", "releaseInstance", "orderId", "CS1", "instanceId", id));
        assertCode("000003", callV1(KEY, "activity", "queryInstance", "instanceId", id));
    }

    // koo:if !one-time
    @Test
    void renewsOnceForAnOrderOfV1() {
        String id = callV1(KEY, "activity", "newInstance", "customerId", "c", "businessId", "b", "orderId", "CS1",
                "productId", "p").path("instanceId").asText();
        String[] renewal = {
            "activity", "refreshInstance", "instanceId", id, "orderId", "CS2", "productId", "p",
            "expireTime", "20991231235959"
        };
        String[] expiry = {"activity", "expireInstance", "instanceId", id};
        assertCode("000000", callV1(KEY, expiry));
        assertCode("000000", callV1(KEY, renewal));
        assertEquals(Instance.Status.ACTIVE, store.instance(id).status());
        assertCode("000000", callV1(KEY, expiry));
        assertCode("000000", callV1(KEY, renewal));
        assertEquals(Instance.Status.FROZEN, store.instance(id).status());
    }

    // koo:end
    // koo:end
    // koo:if v1-kit
    @Test
    void syncsTenantsOfV1() {
        ObjectNode values = object(
                "tenantId", "t", "tenantCode", "c", "name", "云商店", "domainName", "https://t.example.com",
                "flag", "1", "testFlag", "1", "timeStamp", "20260131200000000");
        List<Map.Entry<String, String>> params = new ArrayList<>();
        values.fields().forEachRemaining(
                member -> params.add(Map.entry(member.getKey(), member.getValue().asText())));
        String token = V1Signing.authToken(KEY, "20260131200000000", params, V1Signing.Form.POST);
        byte[] body = values.toString().getBytes(StandardCharsets.UTF_8);
        assertCode("000000", handle("POST", "/produceAPI/tenantSync", null, Map.of("authToken", token), body));
        assertCode("000000",
                handle("POST", "/produceAPI/tenantSync", null, Map.of("authToken", '"' + token + '"'), body));
        assertCode("000001", handle("POST", "/produceAPI/tenantSync", null, Map.of("authToken", "x"), body));
    }

    // koo:end
    // koo:if v2-base
    private JsonNode callV2(String key, String nonce, Instant time, String... members) {
        return callV2(key, nonce, Long.toString(time.toEpochMilli()), members);
    }

    private JsonNode callV2(String key, String nonce, String timestamp, String... members) {
        byte[] body = object(members).toString().getBytes(StandardCharsets.UTF_8);
        String signature = V2Signing.v2Signature(key, V2Signing.canonicalPayload(body), timestamp, nonce);
        String query = "signature=" + signature + "&timestamp=" + timestamp + "&nonce=" + nonce;
        return handle("POST", "/", query, Map.of(), body);
    }

    // koo:end
    // koo:if v2
    @Test
    void rollsBackWhatCannotBeAnswered() {
        String[] order = {
            "activity", "newInstance", "businessId", "b", "orderId", "CS1", "orderLineId", "CS1-000001"
        };
        Map<String, Call.Handler> known = callbacks.handlers.get(Protocol.V2);
        List<String> ids = new ArrayList<>();
        callbacks.handlers.put(Protocol.V2, Map.of("newInstance", call -> {
            ids.add(known.get("newInstance").handle(call).path("instanceId").asText());
            return null;
        }));
        assertCode("000005", callV2(KEY, "n1", NOW, order));
        callbacks.handlers.put(Protocol.V2, known);
        assertCode("000003", callV2(KEY, "n2", NOW, "activity", "queryInstance", "instanceId", ids.get(0)));
    }

    // koo:end
    // koo:if v2 online-license
    @Test
    void createsOneInstanceForAnOrderOfV2AndReleasesIt() {
        String[] call = {
            "activity", "newInstance", "businessId", "b", "orderId", "CS1", "orderLineId", "CS1-000001"
        };
        JsonNode first = callV2(KEY, "n1", NOW, call);
        assertCode("000000", first);
        String id = first.path("instanceId").asText();
        assertEquals(id, callV2(KEY, "n2", NOW, call).path("instanceId").asText());

        assertCode("000001", callV2(KEY, "n2", NOW, call));
        assertCode("000001", callV2("another-key", "n3", NOW, call));
        assertCode("000002", callV2(KEY, "n4", NOW.minusMillis(60_001), call));
        assertCode("000000", callV2(KEY, "n5", NOW.minusMillis(60_000), call));
        // The same text is signed as with the 0 at the end of the nonce.
        assertCode("000002", callV2(KEY, "n", "0" + NOW.toEpochMilli(), call));
        assertCode("000000", callV2(KEY, "n6", NOW, "activity", "releaseInstance", "instanceId", id));
        assertCode("000000", callV2(KEY, "n7", NOW, "activity", "releaseInstance", "instanceId", id));
        assertCode("000003", callV2(KEY, "n8", NOW, "activity", "releaseInstance", "instanceId", "unknown"));
    }

    // koo:end
    // koo:if v2-kit
    private JsonNode callV2Kit(String nonce, ObjectNode values) {
        byte[] body = values.toString().getBytes(StandardCharsets.UTF_8);
        String timestamp = Long.toString(NOW.toEpochMilli());
        String signature = V2Signing.kitSignature(KEY, V2Signing.canonicalPayload(body), timestamp, nonce);
        Map<String, String> headers = Map.of("x-sign", signature, "x-timestamp", timestamp, "x-nonce", nonce);
        return handle("POST", "/produceAPI/v2/tenantSync", null, headers, body);
    }

    @Test
    void syncsTenantsOfV2() {
        ObjectNode values = object(
                "tenantId", "t", "tenantCode", "c", "name", "云商店", "domainName", "https://t.example.com",
                "flag", "1", "testFlag", "1", "timeStamp", "20260131200000000");
        assertCode("000000", callV2Kit("n1", values));
        assertCode("000001", callV2Kit("n1", values));
        assertCode("000002", callV2Kit("n2", values.put("flag", "9")));
    }

    // koo:end
    // koo:if license-code
    @Test
    void knowsItsLicenceCodes() {
        String[] freeze = {"activity", "updateLicenseCodeStatus", "status", "FREEZE", "license", "CODE"};
        assertCode("000000", callV2(KEY, "n1", NOW, freeze));
        assertCode("000000", callV2(KEY, "n2", NOW, "activity", "releaseLicenseCode", "license", "CODE"));
        assertCode("000003", callV2(KEY, "n3", NOW, freeze));
        assertCode("000003", callV2(KEY, "n4", NOW, "activity", "releaseLicenseCode", "license", "ANOTHER"));
    }

    // koo:end
    // koo:if order-notify
    @Test
    void acceptsOrdersAgain() {
        String[] call = {
            "activity", "orderNotify", "orderId", "CS1", "orderLineId", "CS1-000001", "testFlag", "1"
        };
        assertCode("000000", callV2(KEY, "n1", NOW, call));
        assertCode("000000", callV2(KEY, "n2", NOW, call));
        assertCode("000001", callV2(KEY, "n2", NOW, call));
    }
    // koo:end
}
