package com.example.koogallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers questions to the signing core of a rendered project: a line of JSON for each on standard input. */
final class CrossCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CrossCheck() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(MAPPER.createObjectNode().put("out", answer(MAPPER.readTree(line))));
        }
    }

    private static String answer(JsonNode q) {
        return switch (text(q, "op")) {
            case "authToken" -> V1Signing.authToken(text(q, "key"), text(q, "timeStamp"), params(q),
                    text(q, "form").equals("get") ? V1Signing.Form.GET : V1Signing.Form.POST);
            case "bodySign" -> V1Signing.bodySign(text(q, "key"), bytes(q, "body"));
            case "aesKey" -> HexFormat.of().formatHex(
                    SensitiveFields.aesKey(text(q, "key"), q.path("bits").asInt()).getEncoded());
            case "encryptField" -> SensitiveFields.encryptField(
                    text(q, "key"), q.path("bits").asInt(), text(q, "iv"), text(q, "plain"));
            case "decryptField" -> SensitiveFields.decryptField(
                    text(q, "key"), q.path("bits").asInt(), text(q, "value"));
            case "v2Signature" -> V2Signing.v2Signature(text(q, "key"),
                    V2Signing.canonicalPayload(bytes(q, "body")), text(q, "timestamp"), text(q, "nonce"));
            case "kitSignature" -> V2Signing.kitSignature(text(q, "key"),
                    V2Signing.canonicalPayload(bytes(q, "body")), text(q, "timestamp"), text(q, "nonce"));
            case "usageSignature" -> ApiSigning.usageSignature(
                    text(q, "key"), text(q, "ts"), text(q, "nonce"), bytes(q, "body"));
            case "signRequest" -> ApiSigning.signRequest(text(q, "ak"), text(q, "sk"), text(q, "date"),
                    text(q, "method"), URI.create(text(q, "url")), headers(q), bytes(q, "body"));
            case "decryptClientSecret" -> ClientSecret.decryptClientSecret(
                    ClientSecret.readPrivateKey(text(q, "privateKey")), text(q, "secret"));
            default -> throw new IllegalArgumentException(text(q, "op"));
        };
    }

    private static String text(JsonNode question, String name) {
        return question.path(name).asText();
    }

    private static byte[] bytes(JsonNode question, String name) {
        return Base64.getDecoder().decode(text(question, name));
    }

    private static List<Map.Entry<String, String>> params(JsonNode question) {
        List<Map.Entry<String, String>> params = new ArrayList<>();
        question.path("params").forEach(pair -> params.add(Map.entry(pair.path(0).asText(), pair.path(1).asText())));
        return params;
    }

    private static Map<String, String> headers(JsonNode question) {
        Map<String, String> headers = new LinkedHashMap<>();
        question.path("headers").fields().forEachRemaining(one -> headers.put(one.getKey(), one.getValue().asText()));
        return headers;
    }
}
