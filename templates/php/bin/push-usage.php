// koo:if on-demand
// koo:if instances
<?php

/*
 * Pushes the usage of yesterday (UTC), or of the given day: php bin/push-usage.php [2026-01-31]. Run it every night at
 * 00:05 UTC: what arrives after 01:00 is billed a day later. It can be repeated: no record is billed twice.
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
$date = $argv[1] ?? gmdate('Y-m-d', time() - 86_400);
$day = strtotime("$date UTC");
// PHP reads 30 February as 2 March, and `today`.
if ($day === false || gmdate('Y-m-d', $day) !== $date || $day + 86_400 > time()) {
    fwrite(STDERR, "The day must be like 2026-01-31, and over\n");
    exit(2);
}
$usage = new Usage(new SqliteStore($settings->database));
$failed = 0;
try {
    foreach (array_chunk($usage->records($day, $day + 86_400), 1000) as $records) {
        $rejected = $api->pushUsage($settings->keys['base'], $records);
        foreach ($usage->settle($records, $rejected) as $sn) {
            $failed++;
            fwrite(STDERR, "rejected with code $rejected[$sn]: $sn\n");
        }
        printf("%d records pushed\n", count($records));
    }
} catch (RuntimeException | Refusal $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}
exit($failed === 0 ? 0 : 1);
// koo:end
// koo:end
