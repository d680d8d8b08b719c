// koo:if on-demand
// koo:if instances
<?php

/*
 * Pushes the usage of each full hour of the last 48, or of the given day (UTC): php bin/push-usage.php [2026-01-31].
 * Run it every hour. It can be repeated: what has been accepted is left out, and no record is billed twice.
 */

declare(strict_types=1);

use KooGallery\{Refusal, Settings, SettingsError, SqliteStore, Usage};

require __DIR__ . '/../src/autoload.php';

try {
    $settings = Settings::read(getenv());
    $api = $settings->api ?? throw new SettingsError('KOO_ORDER_API_AK and KOO_ORDER_API_SK are missing');
} catch (SettingsError $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(2);
}
$until = time() - time() % 3600;
$from = $until - 48 * 3600;
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
$failed = 0;
try {
    $records = $usage->records($from, $until);
    foreach (array_chunk($records, 1000) as $batch) {
        $rejected = $api->pushUsage($settings->keys['base'], $batch);
        foreach ($usage->settle($batch, $rejected) as $sn) {
            $failed++;
            fwrite(STDERR, "$sn was rejected with code $rejected[$sn], see koo codes $rejected[$sn]\n");
        }
    }
    printf("%d of %d records accepted\n", count($records) - $failed, count($records));
} catch (RuntimeException | Refusal $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}
exit($failed === 0 ? 0 : 1);
// koo:end
// koo:end
