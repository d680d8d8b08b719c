// koo:if on-demand
// koo:if instances
package com.example.koogallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pushes the usage of yesterday (UTC). Run it each night, soon after 00:00 UTC; it can be repeated, because a record has
 * the same {@code metering_sn} each time.
 *
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html">usage push</a>
 */
public final class UsagePush {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int BATCH = 1000;
    /** A record is there already. */
    private static final Set<String> DUPLICATE = Set.of("005", "010");

    private UsagePush() {}

    public static void main(String[] args) {
        Settings settings = Settings.readOrExit();
        if (!settings.hasOpenApi()) {
            System.err.println("KOO_ORDER_API_AK or KOO_ORDER_API_SK is missing: set it in the environment");
            System.exit(2);
        }
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        boolean isComplete;
        try (Store store = new SqliteStore(settings.database())) {
            isComplete = push(store, new OpenApi(settings), today.minus(1, ChronoUnit.DAYS), today);
        }
        System.exit(isComplete ? 0 : 1);
    }

    private static boolean push(Store store, OpenApi openApi, Instant from, Instant to) {
        List<ObjectNode> records = new ArrayList<>();
        for (Store.UsagePeriod period : store.usageBetween(from, to)) {
            ObjectNode usage = usageOf(period);
            if (!store.isPushed(Json.text(usage, "metering_sn"))) {
                records.add(usage);
            }
        }
        int accepted = 0;
        for (int at = 0; at < records.size(); at += BATCH) {
            List<ObjectNode> batch = records.subList(at, Math.min(at + BATCH, records.size()));
            try {
                accepted += pushBatch(store, openApi, batch);
            } catch (IOException e) {
                System.err.println("a batch failed: " + e.getMessage());
            }
        }
        System.out.println(accepted + " of " + records.size() + " records accepted");
        return accepted == records.size();
    }

    /** A record, with its keys in ascending order. */
    private static ObjectNode usageOf(Store.UsagePeriod period) {
        // YOUR CODE: replace the hours by what you sell, with at most four decimals and more than 0.
        BigDecimal hours = BigDecimal.valueOf(Duration.between(period.begin(), period.end()).toSeconds())
                .divide(BigDecimal.valueOf(3600), 4, RoundingMode.HALF_UP);
        String begin = TIME.format(period.begin());
        return Json.object()
                .put("begin_time", begin)
                .put("end_time", TIME.format(period.end()))
                .put("instance_id", period.instanceId())
                .put("metering_sn", period.instanceId() + "-" + begin)
                .put("record_time", TIME.format(Instant.now()))
                .put("usage_value", hours.stripTrailingZeros().toPlainString());
    }

    /** Pushes a batch and marks what was accepted; returns its number. */
    private static int pushBatch(Store store, OpenApi openApi, List<ObjectNode> batch) throws IOException {
        ObjectNode body = Json.object();
        body.putArray("usage_records").addAll(batch);
        JsonNode answer = openApi.pushUsage(body.toString().getBytes(StandardCharsets.UTF_8));
        if (!Json.text(answer, "error_code").equals("MKT.0000")) {
            throw new IOException("KooGallery answered " + answer.path("error_code"));
        }
        Map<String, String> rejected = rejected(answer);
        int accepted = 0;
        for (ObjectNode usage : batch) {
            String sn = Json.text(usage, "metering_sn");
            String code = rejected.get(sn);
            if (code == null || DUPLICATE.contains(code)) {
                store.addPushedUsage(sn, Json.text(usage, "instance_id"), usage.path("usage_value").asDouble());
                accepted++;
            } else {
                System.err.println(sn + " rejected: " + code);
            }
        }
        return accepted;
    }

    /** The codes of rejected records; the pages do not name their list, so each list counts that names records. */
    private static Map<String, String> rejected(JsonNode answer) {
        Map<String, String> codes = new HashMap<>();
        for (JsonNode object : List.of(answer, answer.path("data"))) {
            for (JsonNode list : object) {
                if (list instanceof ArrayNode) {
                    list.forEach(entry -> codes.put(Json.text(entry, "metering_sn"), Json.text(entry, "error_code")));
                }
            }
        }
        return codes;
    }
}
// koo:end
// koo:end
