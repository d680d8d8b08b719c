// koo:if orders on-demand
// koo:if orders v1
package com.example.koogallery;

// koo:if on-demand
import com.fasterxml.jackson.databind.JsonNode;
// koo:end
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
// koo:if orders
import java.net.URLEncoder;
// koo:end
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
// koo:if orders
import java.nio.charset.StandardCharsets;
// koo:end
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
// koo:if orders
import java.util.Set;
// koo:end
// koo:if on-demand
import java.util.UUID;
// koo:end
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The open API of KooGallery. */
final class OpenApi {
    private static final DateTimeFormatter SDK_DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    // koo:if orders
    /** KooGallery repeats a call that is not answered in 5 s. */
    private static final Duration ORDER_TIMEOUT = Duration.ofSeconds(3);
    /** Wrong parameters, or an order for another seller. */
    private static final Set<String> NO_SUCH_ORDER = Set.of("MKT.0100", "MKT.0101", "MKT.0150");
    // koo:end
    // koo:if on-demand
    private static final Duration PUSH_TIMEOUT = Duration.ofSeconds(60);
    // koo:end
    /** More than the open API sends, in bytes. */
    private static final int MAX_RESPONSE = 1024 * 1024;

    private final Settings settings;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    OpenApi(Settings settings) {
        this.settings = settings;
    }

    // koo:if orders
    /**
     * Queries an order line; {@code null} if there is none.
     *
     * @throws IOException if the open API cannot be asked
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html">order query</a>
     */
    Order queryOrder(String orderId, String orderLineId) throws IOException {
        String query = "orderId=" + encode(orderId) + "&orderLineId=" + encode(orderLineId);
        URI url = URI.create(settings.orderApiUrl() + "/api/mkp-openapi-public/global/v1/order/query?" + query);
        ObjectNode answer = call("GET", url, Map.of(), new byte[0], ORDER_TIMEOUT);
        String code = Json.text(answer, answer.has("resultCode") ? "resultCode" : "error_code");
        if (NO_SUCH_ORDER.contains(code)) {
            return null;
        }
        if (!code.equals("MKT.0000")) {
            throw new IOException("the open API answered " + code.replaceAll("[^\\w.]", ""));
        }
        return Order.of(answer.path("orderInfo"), orderLineId);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    // koo:end
    // koo:if on-demand
    /**
     * Pushes usage, signed with AK/SK and with the access key of the base interfaces.
     *
     * @param body compact JSON with the keys of each level in ascending order
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html">usage push</a>
     */
    JsonNode pushUsage(byte[] body) throws IOException {
        String ts = Long.toString(System.currentTimeMillis());
        String nonce = UUID.randomUUID().toString();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("signature", ApiSigning.usageSignature(settings.keys().get("base"), ts, nonce, body));
        headers.put("ts", ts);
        headers.put("nonce", nonce);
        URI url = URI.create(settings.orderApiUrl() + "/api/mkp-openapi-public/global/v1/isv/usage-data");
        return call("POST", url, headers, body, PUSH_TIMEOUT);
    }

    // koo:end
    private ObjectNode call(String method, URI url, Map<String, String> given, byte[] body, Duration timeout)
            throws IOException {
        Map<String, String> headers = new LinkedHashMap<>(given);
        headers.put("Content-Type", "application/json;charset=UTF-8");
        String date = SDK_DATE.format(Instant.now());
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .method(method, body.length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body))
                .header("X-Sdk-Date", date)
                .header("Authorization", ApiSigning.signRequest(
                        settings.orderApiAk(), settings.orderApiSk(), date, method, url, headers, body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request.build(), info -> new LimitedBody());
        try {
            // Unlike the timeout of the request, this one includes the body.
            byte[] answer = response.get(timeout.toMillis(), TimeUnit.MILLISECONDS).body();
            ObjectNode object = Json.parseObject(Json.decodeUtf8(answer));
            if (object == null) {
                throw new IOException("the open API did not answer with JSON");
            }
            return object;
        } catch (ExecutionException e) {
            throw new IOException("the open API is not reachable", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the open API did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            response.cancel(true);
        }
    }

    /** A body in memory, of which no more than {@link #MAX_RESPONSE} bytes are read. */
    private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> collected = HttpResponse.BodySubscribers.ofByteArray();
        private Flow.Subscription subscription;
        private long length;

        @Override
        public CompletionStage<byte[]> getBody() {
            return collected.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            collected.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            length += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (length <= MAX_RESPONSE) {
                collected.onNext(buffers);
                return;
            }
            subscription.cancel();
            collected.onError(new IOException("the response of the open API is too long"));
        }

        @Override
        public void onError(Throwable error) {
            collected.onError(error);
        }

        @Override
        public void onComplete() {
            collected.onComplete();
        }
    }
}
// koo:end
// koo:end
