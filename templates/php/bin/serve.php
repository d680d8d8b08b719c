<?php

/*
 * Checks the settings and serves with PHP's own server: for tests and small loads. The production server is nginx with
 * php-fpm or Apache, see README.md.
 */

declare(strict_types=1);

use KooGallery\{Settings, SettingsError};

require __DIR__ . '/../src/autoload.php';

try {
    $settings = Settings::read(getenv());
    $port = getenv('PORT') ?: '8080';
    if (preg_match('/^\d{1,5}$/D', $port) !== 1 || (int) $port > 65_535) {
        throw new SettingsError('PORT must be a number up to 65535');
    }
} catch (SettingsError $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(2);
}
// koo:if orders
if ($settings->api === null) {
    fwrite(STDERR, "Orders are not queried: KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set\n");
}
// koo:end

// PHP's server finishes its calls at SIGINT only, so SIGTERM is blocked in it, and it gets SIGINT instead.
$canStop = function_exists('pcntl_signal') && function_exists('posix_kill');
if ($canStop) {
    pcntl_async_signals(true);
    pcntl_sigprocmask(SIG_BLOCK, [SIGTERM]);
}
$address = (getenv('HOST') ?: '127.0.0.1') . ':' . $port;
$index = dirname(__DIR__) . '/public/index.php';
$count = (int) (getenv('PHP_CLI_SERVER_WORKERS') ?: 4);
$server = proc_open(
    [PHP_BINARY, '-q', '-d', 'display_errors=0', '-d', 'display_startup_errors=0', '-S', $address, $index],
    [STDIN, STDOUT, STDERR],
    $pipes,
    null,
    ['PHP_CLI_SERVER_WORKERS' => (string) $count] + getenv(),
);
$status = proc_get_status($server);
$pid = $status['pid'];
// Linux lists its workers itself; images of PHP have no pgrep.
$workers = static fn (): array => preg_split(
    '/\s+/',
    @file_get_contents("/proc/$pid/task/$pid/children") ?: (string) shell_exec("pgrep -P $pid"),
    flags: PREG_SPLIT_NO_EMPTY,
);
if ($canStop) {
    // While it starts its workers, SIGINT would end it and leave them.
    $started = [];
    for ($tries = 0; $status['running'] && $tries < 100 && $count > 1 && count($started) < $count; $tries++) {
        usleep(50_000);
        $started = $workers() ?: $started;
        $status = proc_get_status($server);
    }
    $stop = static function () use ($pid, $started): void {
        foreach ([...$started, $pid] as $process) {
            posix_kill((int) $process, SIGINT);
        }
    };
    pcntl_signal(SIGTERM, $stop);
    pcntl_signal(SIGINT, $stop);
    pcntl_sigprocmask(SIG_UNBLOCK, [SIGTERM]);
}
while ($status['running']) {
    usleep(100_000);
    $status = proc_get_status($server);
}
if ($canStop) {
    // If the server has ended by itself, its workers still hold the port.
    $stop();
}
// At the very start, SIGINT (2) ends the server before it handles the signal itself.
exit($status['signaled'] && $status['termsig'] === 2 ? 0 : $status['exitcode']);
