// koo:if on-demand
// koo:if instances
package com.example.koogallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Pushes the usage that is not accepted yet, or that of a day in UTC (argument YYYY-MM-DD). Run it each hour; it can be
 * repeated, because what was accepted is left out, and a record has the same {@code metering_sn} each time.
 *
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html">usage push</a>
 */
public final class UsagePush {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int BATCH = 1000;
    /** KooGallery takes no usage of before. */
    static final Duration MAX_AGE = Duration.ofDays(21);
    /** A record is there already. */
    private static final Set<String> DUPLICATE = Set.of("005", "010");

    private static final Pattern SUCCESS =
            Pattern.compile("((success(ful)?|ok|成功)[.!。！]?)?", Pattern.CASE_INSENSITIVE);
    private static final String NOT_UNDERSTOOD = "the answer to the usage push has something that is not understood";

    private UsagePush() {}

    public static void main(String[] args) {
        Settings settings = Settings.readOrExit();
        if (!settings.hasOpenApi()) {
            System.err.println("KOO_ORDER_API_AK and KOO_ORDER_API_SK are missing: set them in the environment");
            System.exit(2);
        }
        Time time = Settings.orExit(() -> time(args, Instant.now()));
        boolean isComplete;
        try (Store store = Settings.orExit(() -> open(settings.database()))) {
            if (args.length == 0) {
                warnOfLost(store, time.from());
            }
            isComplete = push(store, new OpenApi(settings), time);
        }
        System.exit(isComplete ? 0 : 1);
    }

    record Time(Instant from, Instant to) {}

    /** @throws IllegalArgumentException if the argument is not a past day */
    static Time time(String[] args, Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        if (args.length == 0) {
            // The hour of 21 days ago has begun before.
            return new Time(hour.minus(MAX_AGE).plus(1, ChronoUnit.HOURS), hour);
        }
        try {
            Instant day = LocalDate.parse(args[0]).atStartOfDay(ZoneOffset.UTC).toInstant();
            Time time = new Time(day, day.plus(1, ChronoUnit.DAYS));
            if (!time.to().isAfter(now)) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // As a day that is not over.
        }
        throw new IllegalArgumentException("the day must be a past one, YYYY-MM-DD");
    }

    /**
     * The store of the server. An empty one would be created, and nothing billed.
     *
     * @throws IllegalArgumentException if it does not exist
     */
    static Store open(Path database) {
        if (Files.notExists(database)) {
            throw new IllegalArgumentException(
                    "DATABASE: " + database.toAbsolutePath() + " does not exist; it must be the file of the server");
        }
        return new SqliteStore(database);
    }

    private static void warnOfLost(Store store, Instant to) {
        int lost = pending(store, new Time(to.minus(MAX_AGE), to)).size();
        if (lost > 0) {
            System.err.println(lost + " records are too old to be pushed: more than 21 days");
        }
    }

    private static boolean push(Store store, OpenApi openApi, Time time) {
        List<ObjectNode> records = pending(store, time);
        int accepted = 0;
        for (int at = 0; at < records.size(); at += BATCH) {
            List<ObjectNode> batch = records.subList(at, Math.min(at + BATCH, records.size()));
            try {
                accepted += pushBatch(store, openApi, batch);
            } catch (IOException e) {
                System.err.println("a batch failed: " + e.getMessage());
            }
        }
        int remaining = records.size() - accepted;
        System.out.println(accepted + " of " + records.size() + " records accepted, " + remaining + " still pending");
        return accepted == records.size();
    }

    /** What was not accepted yet: a record for each instance and hour. */
    static List<ObjectNode> pending(Store store, Time time) {
        List<ObjectNode> records = new ArrayList<>();
        Instant next;
        for (Instant hour = time.from(); hour.isBefore(time.to()); hour = next) {
            next = hour.plus(1, ChronoUnit.HOURS);
            for (Store.UsagePeriod period : store.usageBetween(hour, next)) {
                ObjectNode usage = usageOf(period);
                // KooGallery rejects 0.
                if (!Json.text(usage, "usage_value").equals("0") && !store.isPushed(Json.text(usage, "metering_sn"))) {
                    records.add(usage);
                }
            }
        }
        return records;
    }

    /** A record, with its keys in ascending order. */
    private static ObjectNode usageOf(Store.UsagePeriod period) {
        // YOUR CODE: replace the hours by what you sell, with at most four decimals.
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
        Set<String> sent = new HashSet<>();
        for (ObjectNode usage : batch) {
            sent.add(Json.text(usage, "metering_sn"));
        }
        Map<String, String> rejected = rejected(answer, sent);
        int accepted = 0;
        for (ObjectNode usage : batch) {
            String sn = Json.text(usage, "metering_sn");
            String code = rejected.get(sn);
            if (code == null || DUPLICATE.contains(code)) {
                store.addPushedUsage(sn, Json.text(usage, "instance_id"), usage.path("usage_value").asDouble());
                accepted++;
            } else {
                System.err.println(sn + " rejected: " + code + " (see: koo codes " + code + ")");
            }
        }
        return accepted;
    }

    /**
     * The codes of rejected records. Huawei does not publish where they are, so they may be anywhere. With anything else in
     * the answer, no record counts as accepted: it may say that one is not.
     */
    static Map<String, String> rejected(JsonNode answer, Set<String> sent) throws IOException {
        JsonNode message = answer.path("error_msg");
        if (message.isContainerNode() || !SUCCESS.matcher(Json.text(answer, "error_msg")).matches()) {
            throw new IOException(NOT_UNDERSTOOD);
        }
        Map<String, String> codes = new HashMap<>();
        ObjectNode rest = answer.deepCopy();
        addRejected(rest.without(List.of("error_code", "error_msg", "request_id")), sent, codes);
        return codes;
    }

    private static void addRejected(JsonNode value, Set<String> sent, Map<String, String> codes) throws IOException {
        if (isRecord(value, sent)) {
            codes.put(value.path("metering_sn").asText(), value.get("error_code").asText());
        } else if (value.isContainerNode()) {
            for (JsonNode inner : value) {
                if (value.isArray() && !isRecord(inner, sent)) {
                    throw new IOException(NOT_UNDERSTOOD);
                }
                addRejected(inner, sent, codes);
            }
        } else if (!value.isNull() && !value.asText().isEmpty()) {
            throw new IOException(NOT_UNDERSTOOD);
        }
    }

    /** Whether a value is a record that was sent, with a code and nothing that has more in it. */
    private static boolean isRecord(JsonNode value, Set<String> sent) {
        for (JsonNode inner : value) {
            if (inner.isContainerNode()) {
                return false;
            }
        }
        return sent.contains(value.path("metering_sn").asText()) && value.hasNonNull("error_code");
    }
}
// koo:end
// koo:end
