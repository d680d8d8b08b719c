package com.example.koogallery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
// koo:if v1 kit
import static org.junit.jupiter.api.Assertions.assertNull;
// koo:end

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
// koo:if orders on-demand
// koo:if orders v1
import java.net.URI;
// koo:end
// koo:end
// koo:if v1-family v2-family
import java.nio.charset.StandardCharsets;
// koo:end
// koo:if v1-kit
import java.util.ArrayList;
// koo:end
// koo:if v1
import java.util.HexFormat;
// koo:end
// koo:if v1 orders
import java.util.LinkedHashMap;
// koo:end
// koo:if v1-family
import java.util.List;
// koo:end
// koo:if v1-family orders
import java.util.Map;
// koo:end
import org.junit.jupiter.api.Test;

class SigningTest {
    private static JsonNode vectors(String scheme) throws IOException {
        try (InputStream file = SigningTest.class.getResourceAsStream("/vectors.json")) {
            JsonNode vectors = new ObjectMapper().readTree(file).path(scheme);
            assertFalse(vectors.path("cases").isEmpty(), scheme);
            return vectors;
        }
    }

    private static String text(JsonNode vector, String name) {
        return vector.path(name).asText();
    }

    // koo:if v1-family v2-family
    private static byte[] bytes(JsonNode vector, String name) {
        return text(vector, name).getBytes(StandardCharsets.UTF_8);
    }

    // koo:end
    // koo:if v1
    @Test
    void signsQueries() throws IOException {
        JsonNode vectors = vectors("v1AuthToken");
        for (JsonNode vector : vectors.path("cases")) {
            List<Map.Entry<String, String>> params = Authentication.parameters(text(vector, "query"));
            Map<String, String> values = new LinkedHashMap<>();
            params.forEach(param -> values.put(param.getKey(), param.getValue()));
            assertEquals(text(vector, "authToken"), V1Signing.authToken(
                    text(vectors, "accessKey"), values.get("timeStamp"), params, V1Signing.Form.GET));
        }
    }

    @Test
    void encryptsAndDecryptsFields() throws IOException {
        JsonNode vectors = vectors("sensitiveFields");
        for (JsonNode vector : vectors.path("keys")) {
            byte[] key = SensitiveFields.aesKey(text(vector, "accessKey"), vector.path("bits").asInt()).getEncoded();
            assertEquals(text(vector, "hex"), HexFormat.of().formatHex(key));
        }
        String accessKey = text(vectors, "accessKey");
        for (JsonNode vector : vectors.path("cases")) {
            int bits = vector.path("bits").asInt();
            String field = text(vector, "value");
            String plain = text(vector, "plain");
            assertEquals(field, SensitiveFields.encryptField(accessKey, bits, text(vector, "iv"), plain));
            assertEquals(plain, SensitiveFields.decryptField(accessKey, bits, field));
            assertNull(SensitiveFields.decryptField(accessKey, bits, field.substring(0, field.length() - 4)));
        }
    }

    // koo:end
    // koo:if v1-kit
    @Test
    void signsBodiesOfTheV1Kit() throws IOException {
        JsonNode vectors = vectors("v1KitAuthToken");
        for (JsonNode vector : vectors.path("cases")) {
            JsonNode body = Json.parse(text(vector, "body"));
            List<Map.Entry<String, String>> params = new ArrayList<>();
            body.fields().forEachRemaining(
                    member -> params.add(Map.entry(member.getKey(), member.getValue().asText())));
            assertEquals(text(vector, "authToken"), V1Signing.authToken(
                    text(vectors, "accessKey"), text(body, "timeStamp"), params, V1Signing.Form.POST));
        }
    }

    // koo:end
    // koo:if v1-family
    @Test
    void signsReplies() throws IOException {
        JsonNode vectors = vectors("bodySign");
        for (JsonNode vector : vectors.path("cases")) {
            assertEquals(text(vector, "header"),
                    V1Signing.bodySign(text(vectors, "accessKey"), bytes(vector, "body")));
        }
    }

    // koo:end
    // koo:if v2-base
    @Test
    void signsBaseInterfaces() throws IOException {
        JsonNode vectors = vectors("v2Base");
        for (JsonNode vector : vectors.path("cases")) {
            byte[] payload = V2Signing.canonicalPayload(bytes(vector, "body"));
            if (vector.has("payload")) {
                assertEquals(text(vector, "payload"), new String(payload, StandardCharsets.UTF_8));
            }
            assertEquals(text(vector, "signature"), V2Signing.v2Signature(
                    text(vectors, "accessKey"), payload, text(vector, "timestamp"), text(vector, "nonce")));
        }
    }

    // koo:end
    // koo:if v2-kit
    @Test
    void signsTheV2Kit() throws IOException {
        JsonNode vectors = vectors("v2Kit");
        for (JsonNode vector : vectors.path("cases")) {
            byte[] payload = V2Signing.canonicalPayload(bytes(vector, "body"));
            assertEquals(text(vector, "signature"), V2Signing.kitSignature(
                    text(vectors, "accessKey"), payload, text(vector, "timestamp"), text(vector, "nonce")));
        }
    }

    // koo:end
    // koo:if v2-family
    @Test
    void keepsNumbersAndNestedKeysAsReceived() {
        String body = "{\"b\": {\"z\": 1.10, \"a\": 12345678901234567890}, \"n\": null, \"a\": \"\\u4e91\\/\"}";
        byte[] payload = V2Signing.canonicalPayload(body.getBytes(StandardCharsets.UTF_8));
        assertEquals("{\"a\":\"云/\",\"b\":{\"z\":1.10,\"a\":12345678901234567890}}",
                new String(payload, StandardCharsets.UTF_8));
    }

    // koo:end
    // koo:if kit
    @Test
    void decryptsClientSecrets() throws IOException {
        JsonNode vectors = vectors("clientSecret");
        var key = ClientSecret.readPrivateKey(text(vectors, "privateKey"));
        for (JsonNode vector : vectors.path("cases")) {
            assertEquals(text(vector, "plain"),
                    ClientSecret.decryptClientSecret(key, text(vector, "clientSecret")));
        }
        assertNull(ClientSecret.decryptClientSecret(key, "AAAA"));
    }

    // koo:end
    // koo:if orders on-demand
    // koo:if orders v1
    @Test
    void signsCallsOfTheOpenApi() throws IOException {
        JsonNode vectors = vectors("akSk");
        for (JsonNode vector : vectors.path("cases")) {
            Map<String, String> headers = new LinkedHashMap<>();
            vector.path("headers").fields().forEachRemaining(
                    header -> headers.put(header.getKey(), header.getValue().asText()));
            String authorization = ApiSigning.signRequest(
                    text(vectors, "ak"), text(vectors, "sk"), text(vectors, "date"),
                    text(vector, "method"), URI.create(text(vector, "url")), headers, bytes(vector, "body"));
            assertEquals(text(vector, "signature"), authorization.replaceAll(".*Signature=", ""));
        }
    }

    // koo:end
    // koo:end
    // koo:if on-demand
    // koo:if instances
    @Test
    void signsUsage() throws IOException {
        JsonNode vectors = vectors("usagePush");
        for (JsonNode vector : vectors.path("cases")) {
            assertEquals(text(vector, "signature"), ApiSigning.usageSignature(
                    text(vectors, "accessKey"), text(vector, "ts"), text(vector, "nonce"), bytes(vector, "body")));
        }
    }
    // koo:end
    // koo:end
}
