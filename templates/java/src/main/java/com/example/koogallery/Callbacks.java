package com.example.koogallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Answers the calls of KooGallery: authenticates, checks, acts in one transaction, replies. Thread-safe. */
public final class Callbacks implements AutoCloseable {
    private static final System.Logger ERRORS = System.getLogger(Callbacks.class.getName());
    private static final int MAX_BODY = 1024 * 1024;
    // koo:if kit
    /** The departments of a large company are several megabytes. */
    private static final int MAX_KIT_BODY = 4 * MAX_BODY;
    // koo:end

    private final Settings settings;
    private final Store store;
    private final Clock clock;
    private final Consumer<String> log;
    private final Authentication authentication;
    private final JsonNode activities = readActivities();
    // koo:if orders
    private final OpenApi openApi;
    // koo:end
    // Tests replace some.
    final Map<Protocol, Map<String, Call.Handler>> handlers = new EnumMap<>(Protocol.class);

    /** @param log gets one line for each call */
    public Callbacks(Settings settings, Store store, Clock clock, Consumer<String> log) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.log = log;
        // koo:if v2-family
        authentication = new Authentication(settings, store);
        // koo:end
        // koo:if !v2-family
        authentication = new Authentication(settings);
        // koo:end
        // koo:if orders
        openApi = new OpenApi(settings);
        // koo:end
        // koo:if v1
        handlers.put(Protocol.V1, new V1Handlers(settings, store).byActivity());
        // koo:end
        // koo:if v1-kit
        handlers.put(Protocol.V1_KIT, new KitHandlers(
                settings,
                store,
                // koo:if v1 v2
                "000003",
                // koo:end
                "orgInfo").byActivity());
        // koo:end
        // koo:if v2
        handlers.put(Protocol.V2, new V2Handlers(settings, store).byActivity());
        // koo:end
        // koo:if v2-kit
        handlers.put(Protocol.V2_KIT, new KitHandlers(
                settings,
                store,
                // koo:if v1 v2
                "000002",
                // koo:end
                "orgInfoList").byActivity());
        // koo:end
        // koo:if license-code
        handlers.put(Protocol.LICENSE_CODE, new LicenseCodeHandlers(store).byActivity());
        // koo:end
        // koo:if online-license
        handlers.put(Protocol.ONLINE_LICENSE, new OnlineLicenseHandlers(settings, store).byActivity());
        // koo:end
        // koo:if order-notify
        handlers.put(Protocol.ORDER_NOTIFY, Map.of("orderNotify", this::orderNotify));
        // koo:end
    }

    /** The callbacks of a server. */
    public static Callbacks open(Settings settings) {
        Store store = new SqliteStore(settings.database());
        // koo:if license-code
        store.transaction(() -> {
            store.addLicenseCodes(settings.licenseCodes());
            return null;
        });
        // koo:end
        // koo:if orders
        if (!settings.hasOpenApi()) {
            System.err.println("KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set: orders are not queried");
        }
        // koo:end
        return new Callbacks(settings, store, Clock.systemUTC(), System.out::println);
    }

    private static JsonNode readActivities() {
        try (InputStream file = Callbacks.class.getResourceAsStream("activities.json")) {
            return Json.parseObject(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers one call; never throws. */
    public Reply handle(Request request) {
        Instant started = clock.instant();
        Protocol.Wire wire = Authentication.wireOf(request);
        Refusal fault = bodyFault(request);
        String activity = fault != null || wire == null ? "" : Authentication.activityOf(request, wire);
        List<Protocol> candidates = candidates(wire, activity);
        Answer answer;
        String reason = "";
        try {
            if (fault != null) {
                throw fault;
            }
            answer = answer(request, activity, candidates);
        } catch (Refusal refusal) {
            answer = Answer.of(Json.object().put("resultCode", refusal.resultCode()));
            reason = refusal.getMessage();
        } catch (RuntimeException e) {
            ERRORS.log(System.Logger.Level.ERROR, "a call failed", e);
            answer = Answer.of(Json.object().put("resultCode", "000005"));
            reason = "internal error";
        }
        Reply reply = reply(answer.body(), candidates);
        if (request.body() == null) {
            // The rest of the body would have to be received first.
            reply.headers().put("Connection", "close");
        }
        boolean isKnown = candidates.stream().anyMatch(protocol -> activities.path(protocol.id).has(activity));
        long millis = clock.millis() - started.toEpochMilli();
        log.accept(String.join(" ",
                started.truncatedTo(ChronoUnit.MILLIS).toString(), request.method(), isKnown ? activity : "-",
                answer.resultCode(), millis + "ms", reason).strip());
        return reply;
    }

    @Override
    public void close() {
        store.close();
    }

    /** The most bytes that the body of a call may have. Read one more, and no further. */
    public static int maxBody(String path) {
        // koo:if kit
        if (path.contains("/produceAPI/")) {
            return MAX_KIT_BODY;
        }
        // koo:end
        return MAX_BODY;
    }

    /** Why a body is not read at all; {@code null} if it is. */
    private static Refusal bodyFault(Request request) {
        if (request.body() == null) {
            // KooGallery repeats the call.
            return new Refusal("000005", "the server is busy");
        }
        if (request.body().length > maxBody(request.path())) {
            return new Refusal("000002", "the body is too long");
        }
        String text = Json.decodeUtf8(request.body());
        if (text != null && Json.isExcessive(text)) {
            return new Refusal("000002", "the body is nested too deeply or has too many members");
        }
        return null;
    }

    /** The protocol that has the activity; if none has it, all of the wire, so that one of their keys verifies. */
    private List<Protocol> candidates(Protocol.Wire wire, String activity) {
        List<Protocol> possible =
                Arrays.stream(Protocol.values()).filter(protocol -> protocol.wire == wire).toList();
        return possible.stream()
                .filter(protocol -> activities.path(protocol.id).has(activity))
                .findFirst()
                .map(List::of)
                .orElse(possible);
    }

    private Answer answer(Request request, String activity, List<Protocol> candidates) {
        ObjectNode values = open(request, candidates);
        Protocol protocol = candidates.get(0);
        JsonNode rules = activities.path(protocol.id).path(activity);
        Call.Handler handler = handlers.get(protocol).get(activity);
        if (rules.isMissingNode() || handler == null) {
            throw unknownInterface();
        }
        Parameters.check(rules, values);
        // koo:if orders
        boolean isOfOrder = rules.path("orderLineId").path("required").asBoolean();
        // koo:if license-code
        // A change of a licence code contains all that it needs.
        isOfOrder = isOfOrder && protocol != Protocol.LICENSE_CODE;
        // koo:end
        // Before the transaction, which must not wait for others.
        Order order = isOfOrder ? queryOrder(values) : null;
        // koo:end
        Call call = new Call(
                values,
                // koo:if orders
                order,
                // koo:end
                clock.instant());
        // The reply, too: what cannot be answered is rolled back.
        return store.transaction(() -> Answer.of(handler.handle(call)));
    }

    /** The parameters of the call, if the key of a candidate verifies it. */
    private ObjectNode open(Request request, List<Protocol> candidates) {
        Refusal first = null;
        for (Protocol protocol : candidates) {
            try {
                return authentication.open(request, protocol, clock.instant());
            } catch (Refusal refusal) {
                first = first == null ? refusal : first;
            }
        }
        throw first == null ? unknownInterface() : first;
    }

    private static Refusal unknownInterface() {
        return new Refusal("000002", "there is no such interface");
    }

    // koo:if orders
    private Order queryOrder(ObjectNode values) {
        if (!settings.hasOpenApi()) {
            return null;
        }
        try {
            Order order = openApi.queryOrder(Json.text(values, "orderId"), Json.text(values, "orderLineId"));
            if (order == null) {
                throw new Refusal("000002", "there is no such order line");
            }
            return order;
        } catch (IOException e) {
            // KooGallery repeats the call.
            throw new Refusal("000005", "the order cannot be queried: " + e.getMessage());
        }
    }

    // koo:end
    // koo:if order-notify
    /**
     * A paid order of any kind of product; repeated notifications change nothing.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html">orderNotify</a>
     */
    private ObjectNode orderNotify(Call call) {
        if (store.addNotifiedOrder(call.text("orderId"), call.text("orderLineId"))) {
            // YOUR CODE: deliver the order. What was bought is in call.order().
        }
        return Json.object();
    }

    // koo:end
    /** The body is written once, so that the signed bytes are those that are sent. */
    private record Answer(String resultCode, byte[] body) {
        static Answer of(ObjectNode fields) {
            // A handler may give 000004: the request is being processed.
            String resultCode = fields.path("resultCode").asText("000000");
            ObjectNode object = Json.object().put("resultCode", resultCode).put("resultMsg", message(resultCode));
            object.setAll(fields);
            return new Answer(resultCode, Json.ascii(object));
        }
    }

    private Reply reply(byte[] body, List<Protocol> candidates) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json;charset=UTF-8");
        // koo:if v1-family
        if (!candidates.isEmpty() && candidates.get(0).isReplySigned()) {
            String key = settings.keys().get(candidates.get(0).keyClass);
            // KooGallery does not recognise another spelling.
            headers.put("Body-Sign", V1Signing.bodySign(key, body));
        }
        // koo:end
        return new Reply(headers, body);
    }

    /** @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html">result codes</a> */
    private static String message(String resultCode) {
        return switch (resultCode) {
            case "000000" -> "Succeeded.";
            case "000001" -> "Authentication failed.";
            case "000002" -> "Invalid request parameter.";
            case "000003" -> "The instance ID does not exist.";
            case "000004" -> "The request is being processed.";
            // koo:if kit
            case "000101" -> "clientSecret cannot be decrypted.";
            // koo:end
            // koo:if online-license
            case "000901" -> "The licence must be applied for while the current order is valid.";
            case "000902" -> "A period licence requires an expiry date.";
            case "000903" -> "A licence requires a device fingerprint.";
            // koo:end
            default -> "Internal error.";
        };
    }
}
