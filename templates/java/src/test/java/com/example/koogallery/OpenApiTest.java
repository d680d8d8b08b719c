// koo:if orders
package com.example.koogallery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

// koo:if kit
import com.fasterxml.jackson.databind.ObjectMapper;
// koo:end
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private HttpServer server;
    private OpenApi api;
    private byte[] answer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        Map<String, String> environment = new HashMap<>();
        environment.put("KOO_ACCESS_KEY", "key");
        // koo:if kit
        environment.put("KOO_RSA_PRIVATE_KEY", new ObjectMapper()
                .readTree(getClass().getResourceAsStream("/vectors.json"))
                .path("clientSecret").path("privateKey").asText());
        // koo:end
        environment.put("KOO_ORDER_API_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        environment.put("KOO_ORDER_API_AK", "ak");
        environment.put("KOO_ORDER_API_SK", "sk");
        api = new OpenApi(Settings.read(environment));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(String more) {
        answer = ("{\"resultCode\":\"MKT.0150\",\"more\":\"" + more + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsAMebibyteAtMost() throws IOException {
        answer("1".repeat(1000 * 1024));
        assertNull(api.queryOrder("order", "line"));
        answer("1".repeat(1024 * 1024));
        IOException refused = assertThrows(IOException.class, () -> api.queryOrder("order", "line"));
        assertEquals("the response of the open API is too long", refused.getCause().getMessage());
    }
}
// koo:end
