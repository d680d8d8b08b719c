<?php

declare(strict_types=1);

use KooGallery\{Callbacks, Request, Settings, SettingsError, SqliteStore};

require __DIR__ . '/../src/autoload.php';

// A reply is signed, so PHP must not add a message to it.
ini_set('display_errors', '0');
header_remove('X-Powered-By');
$log = static function (string $line): void {
    if (PHP_SAPI === 'cli-server') {
        file_put_contents('php://stdout', gmdate('Y-m-d\TH:i:s\Z') . " $line\n");
    } else {
        error_log($line);
    }
};
$started = hrtime(true);
try {
    // Apache's SetEnv is in $_SERVER only. Headers cannot set it: their names begin with HTTP_.
    $settings = Settings::read(getenv() + $_SERVER);
} catch (SettingsError $error) {
    $log($error->getMessage());
    http_response_code(500);
    header('Content-Type: text/plain');
    exit("The server is not set up; its log says why.\n");
}

$headers = [];
foreach ($_SERVER as $name => $value) {
    if (str_starts_with($name, 'HTTP_')) {
        $headers[str_replace('_', '-', strtolower(substr($name, 5)))] = $value;
    }
}
[$path, $query] = explode('?', $_SERVER['REQUEST_URI'], 2) + [1 => ''];
$max = Request::maxBody($path);
$length = (int) ($_SERVER['CONTENT_LENGTH'] ?? 0);
$body = $length > $max ? null : file_get_contents('php://input', length: $max + 1);
$request = new Request(
    $_SERVER['REQUEST_METHOD'],
    $path,
    $query,
    $headers,
    $body !== null && strlen($body) <= $max ? $body : null,
);

$store = new SqliteStore(
    $settings->database,
    // koo:if license-code
    $settings->licenseCodes,
    // koo:end
);
$callbacks = new Callbacks(
    $settings,
    $store,
    // koo:if orders
    $settings->api,
    // koo:end
);
$reply = $callbacks->handle($request);
foreach ($reply->headers as $name => $value) {
    header("$name: $value");
}
header('Content-Length: ' . strlen($reply->body));
echo $reply->body;
$log(rtrim(sprintf(
    '%s %s %s %d ms %s',
    preg_match('/^\w{1,32}$/D', $request->method) ? $request->method : '-',
    preg_match('/^\w{1,32}$/D', $reply->activity) ? $reply->activity : '-',
    $reply->resultCode,
    intdiv(hrtime(true) - $started, 1_000_000),
    $reply->reason,
)));
