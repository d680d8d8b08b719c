<?php

/*
 * Answers operations of the cross-check, one JSON line each, with the signing core of a rendered project:
 * php driver.php PROJECT
 */

declare(strict_types=1);

use KooGallery\{Encryption, Signing};

require $argv[1] . '/src/autoload.php';

$privateKeys = [];
$privateKey = static function (string $base64) use (&$privateKeys): OpenSSLAsymmetricKey {
    return $privateKeys[$base64] ??= openssl_pkey_get_private(
        "-----BEGIN PRIVATE KEY-----\n$base64\n-----END PRIVATE KEY-----\n",
    );
};
while (($line = fgets(STDIN)) !== false) {
    $op = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    $body = base64_decode($op['body'] ?? '');
    $out = match ($op['op']) {
        'authToken' => Signing::authToken($op['key'], $op['timeStamp'], $op['params'], $op['form']),
        'bodySign' => Signing::bodySign($op['key'], $body),
        'aesKey' => bin2hex(Encryption::aesKey($op['key'], $op['bits'])),
        'encryptField' => Encryption::encryptField($op['key'], $op['bits'], $op['plain'], $op['iv']),
        'decryptField' => Encryption::decryptField($op['key'], $op['bits'], $op['value']),
        'v2Signature', 'kitSignature' => Signing::{$op['op']}(
            $op['key'],
            Signing::canonicalPayload($body),
            $op['timestamp'],
            $op['nonce'],
        ),
        'usageSignature' => Signing::usageSignature($op['key'], $op['ts'], $op['nonce'], $body),
        'signRequest' => Signing::signRequest(
            $op['ak'],
            $op['sk'],
            $op['date'],
            $op['method'],
            $op['url'],
            $op['headers'],
            $body,
        ),
        'decryptClientSecret' => Encryption::decryptClientSecret($privateKey($op['privateKey']), $op['secret']),
    };
    echo json_encode(['out' => $out], JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
}
