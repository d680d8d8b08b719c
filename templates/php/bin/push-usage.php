// koo:if on-demand
// koo:if instances
<?php

/*
 * Pushes the usage that is not accepted yet, or that of the given day (UTC): php bin/push-usage.php [2026-01-31].
 * Run it every hour. It can be repeated: what has been accepted is left out, and no record is billed twice.
 */

declare(strict_types=1);

use KooGallery\{Refusal, Settings, SettingsError, SqliteStore, Usage};

require __DIR__ . '/../src/autoload.php';

try {
    $settings = Settings::read(getenv());
    $api = $settings->api ?? throw new SettingsError('KOO_ORDER_API_AK and KOO_ORDER_API_SK are missing');
    // An empty database would be created, and nothing billed.
    if (!is_file($settings->database)) {
        throw new SettingsError("DATABASE: $settings->database does not exist; it must be the file of the server");
    }
} catch (SettingsError $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(2);
}
$until = time() - time() % 3600;
// The hour of 21 days ago has begun before.
$from = $until - Usage::MAX_AGE + 3600;
if (isset($argv[1])) {
    $from = strtotime("$argv[1] UTC");
    $until = $from + 86_400;
    // PHP reads 30 February as 2 March, and `today`.
    if ($from === false || gmdate('Y-m-d', $from) !== $argv[1] || $until > time()) {
        fwrite(STDERR, "The day must be like 2026-01-31, and over\n");
        exit(2);
    }
}
$usage = new Usage(new SqliteStore($settings->database));
$accepted = 0;
$records = [];
$error = null;
try {
    $lost = isset($argv[1]) ? 0 : count($usage->records($from - Usage::MAX_AGE, $from));
    if ($lost > 0) {
        fwrite(STDERR, "$lost records are too old to be pushed: more than 21 days\n");
    }
    $records = $usage->records($from, $until);
    foreach (array_chunk($records, 1000) as $batch) {
        $rejected = $api->pushUsage($settings->keys['base'], $batch);
        $failed = $usage->settle($batch, $rejected);
        $accepted += count($batch) - count($failed);
        foreach ($failed as $sn) {
            fwrite(STDERR, "$sn was rejected with code $rejected[$sn], see koo codes $rejected[$sn]\n");
        }
    }
} catch (RuntimeException | Refusal $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
}
$pending = count($records) - $accepted;
printf("%d of %d records accepted, %d still pending\n", $accepted, count($records), $pending);
exit($error === null && $pending === 0 ? 0 : 1);
// koo:end
// koo:end
