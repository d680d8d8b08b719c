// koo:if on-demand
// koo:if instances
package com.example.koogallery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsagePushTest {
    private static final Instant NOW = Instant.parse("2026-01-31T00:30:00Z");

    @TempDir
    Path folder;

    @Test
    void pushesWhatKooGalleryStillTakesOrAPastDay() {
        Instant midnight = Instant.parse("2026-01-31T00:00:00Z");
        assertEquals(
                new UsagePush.Time(Instant.parse("2026-01-10T01:00:00Z"), midnight),
                UsagePush.time(new String[0], NOW));
        assertEquals(
                new UsagePush.Time(Instant.parse("2026-01-30T00:00:00Z"), midnight),
                UsagePush.time(new String[] {"2026-01-30"}, NOW));
        for (String day : List.of("2026-01-31", "yesterday")) {
            assertThrows(IllegalArgumentException.class, () -> UsagePush.time(new String[] {day}, NOW));
        }
    }

    @Test
    void hasARecordForEachHourThatWasNotAccepted() {
        try (Store store = new SqliteStore(folder.resolve("test.db"))) {
            store.startUsage("i", Instant.parse("2026-01-30T21:29:59Z"));
            store.stopUsage("i", Instant.parse("2026-01-30T23:15:00Z"));
            store.addPushedUsage("i-20260130T220000Z", "i", 1);
            assertEquals(
                    "20260130T213000Z 20260130T220000Z 0.5, 20260130T230000Z 20260130T231500Z 0.25",
                    UsagePush.pending(store, UsagePush.time(new String[0], NOW)).stream()
                            .map(UsagePushTest::textOf)
                            .collect(Collectors.joining(", ")));
        }
    }

    @Test
    void countsWhatIsTooOldApart() {
        try (Store store = new SqliteStore(folder.resolve("test.db"))) {
            store.startUsage("i", NOW.minus(Duration.ofDays(30)));
            UsagePush.Time time = UsagePush.time(new String[0], NOW);
            assertEquals(21 * 24 - 1, UsagePush.pending(store, time).size());
            UsagePush.Time before = new UsagePush.Time(time.from().minus(UsagePush.MAX_AGE), time.from());
            assertEquals(9 * 24 + 1, UsagePush.pending(store, before).size());
        }
    }

    @Test
    void createsNoDatabase() {
        Path other = folder.resolve("other.db");
        assertThrows(IllegalArgumentException.class, () -> UsagePush.open(other));
        assertFalse(Files.exists(other));
    }

    @Test
    void findsRejectedRecordsAnywhere() throws IOException {
        String record = "{\"metering_sn\":\"a\",\"error_code\":\"1\"}";
        for (String data : List.of("{\"x\":[" + record + "]}", "[" + record + "]", record)) {
            assertEquals(Map.of("a", "1"), rejected(data));
        }
        for (String data : List.of("null", "[]", "{\"list\":[]}", "\"\"")) {
            assertEquals(Map.of(), rejected(data));
        }
    }

    @Test
    void acceptsNothingWhereItDoesNotUnderstandTheAnswer() {
        for (String data : List.of("[\"a\"]", "{\"a\":\"1\"}", "{\"fail_count\":1}", "\"text\"", "[{\"metering_sn\":\"a\"}]", "[{}]")) {
            assertThrows(IOException.class, () -> rejected(data));
        }
    }

    private static Map<String, String> rejected(String data) throws IOException {
        JsonNode answer = Json.parse("{\"error_code\":\"MKT.0000\",\"error_msg\":\"Success\",\"data\":" + data + "}");
        return UsagePush.rejected(answer, Set.of("a"));
    }

    private static String textOf(ObjectNode usage) {
        return String.join(" ",
                Json.text(usage, "begin_time"), Json.text(usage, "end_time"), Json.text(usage, "usage_value"));
    }
}
// koo:end
// koo:end
