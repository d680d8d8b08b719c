<?php

declare(strict_types=1);

namespace KooGallery\Tests;

// koo:if v1 kit
use KooGallery\Encryption;
// koo:end
use KooGallery\Signing;
use PHPUnit\Framework\TestCase;

/** The schemes, with the vectors that koo has. */
final class SigningTest extends TestCase
{
    /** @return array<string, mixed> */
    private static function vector(string $name): array
    {
        $vectors = file_get_contents(__DIR__ . '/vectors.json');
        return json_decode($vectors, true, 512, JSON_THROW_ON_ERROR)[$name];
    }
    // koo:if v1

    public function testAuthTokenOfAQuery(): void
    {
        ['accessKey' => $key, 'cases' => $cases] = self::vector('v1AuthToken');
        foreach ($cases as ['query' => $query, 'authToken' => $token]) {
            $request = new \KooGallery\Request('GET', '/', $query, [], '');
            $timeStamp = $request->param('timeStamp');
            self::assertSame($token, Signing::authToken($key, $timeStamp, $request->params(), 'get'));
        }
    }

    public function testSensitiveFields(): void
    {
        ['keys' => $keys, 'accessKey' => $key, 'cases' => $cases] = self::vector('sensitiveFields');
        foreach ($keys as ['accessKey' => $accessKey, 'bits' => $bits, 'hex' => $hex]) {
            self::assertSame($hex, bin2hex(Encryption::aesKey($accessKey, $bits)));
        }
        foreach ($cases as ['bits' => $bits, 'iv' => $iv, 'plain' => $plain, 'value' => $value]) {
            self::assertSame($value, Encryption::encryptField($key, $bits, $plain, $iv));
            self::assertSame($plain, Encryption::decryptField($key, $bits, $value));
            self::assertNull(Encryption::decryptField($key, $bits, substr($value, 0, -1)));
            self::assertNull(Encryption::decryptField('other', $bits, $value));
        }
        self::assertNull(Encryption::decryptField($key, 256, 'A1b2C3d4E5f6G7h8'));
    }
    // koo:end
    // koo:if v1-kit

    public function testAuthTokenOfABody(): void
    {
        ['accessKey' => $key, 'cases' => $cases] = self::vector('v1KitAuthToken');
        foreach ($cases as ['body' => $body, 'authToken' => $token]) {
            $timeStamp = json_decode($body)->timeStamp;
            self::assertSame($token, Signing::authToken($key, $timeStamp, Signing::bodyParams($body), 'post'));
        }
    }
    // koo:end
    // koo:if v1-family

    public function testBodySign(): void
    {
        ['accessKey' => $key, 'cases' => $cases] = self::vector('bodySign');
        foreach ($cases as ['body' => $body, 'header' => $header]) {
            self::assertSame($header, Signing::bodySign($key, $body));
        }
    }
    // koo:end
    // koo:if v2-base

    public function testSignatureOfV2(): void
    {
        ['accessKey' => $key, 'cases' => $cases] = self::vector('v2Base');
        foreach ($cases as $case) {
            $payload = Signing::canonicalPayload($case['body']);
            self::assertSame($case['payload'] ?? $case['body'], $payload);
            $signature = Signing::v2Signature($key, $payload, $case['timestamp'], $case['nonce']);
            self::assertSame($case['signature'], $signature);
        }
    }
    // koo:end
    // koo:if v2-kit

    public function testSignatureOfTheKit(): void
    {
        ['accessKey' => $key, 'cases' => $cases] = self::vector('v2Kit');
        foreach ($cases as $case) {
            $payload = Signing::canonicalPayload($case['body']);
            $signature = Signing::kitSignature($key, $payload, $case['timestamp'], $case['nonce']);
            self::assertSame($case['signature'], $signature);
        }
    }
    // koo:end
    // koo:if v2-family

    /** What json_decode and json_encode would change. */
    public function testPayloadKeepsTheTextOfValues(): void
    {
        $body = "\n" . '{"b" : 1.50, "a":12345678901234567890, "10":{ "z":{}, "y":[ ] }, "9":"a\/\u001f\"", "n":null}';
        $payload = '{"10":{"z":{},"y":[]},"9":"a/\u001F\"","a":12345678901234567890,"b":1.50}';
        self::assertSame($payload, Signing::canonicalPayload($body));
        $escaped = '{"\b\t\n\f\r":"\u0001\"\\\\\u007f"}';
        self::assertSame('{"\b\t\n\f\r":"\u0001\"\\\\' . "\x7f\"}", Signing::canonicalPayload($escaped));
        // U+1F600 is D83D DE00 in UTF-16, before U+FF5E.
        self::assertSame('{"😀":1,"～":2}', Signing::canonicalPayload('{"～":2,"😀":1}'));
        foreach (['', '[]', '{', '"{}"', "{\"a\":\"\xff\"}", str_repeat('{"a":', 100_000)] as $other) {
            self::assertSame($other, Signing::canonicalPayload($other));
        }
    }

    public function testPayloadOfTooManyMembers(): void
    {
        $members = array_map(static fn (int $number): string => "\"m$number\":1", range(1000, 1));
        $most = '{' . implode(',', $members) . '}';
        self::assertStringStartsWith('{"m1":1,"m10":1,', Signing::canonicalPayload($most));
        $tooMany = '{"z":1,' . substr($most, 1);
        self::assertSame($tooMany, Signing::canonicalPayload($tooMany));
    }
    // koo:end
    // koo:if kit

    public function testClientSecret(): void
    {
        ['privateKey' => $base64, 'cases' => $cases] = self::vector('clientSecret');
        $key = openssl_pkey_get_private("-----BEGIN PRIVATE KEY-----\n$base64\n-----END PRIVATE KEY-----\n");
        foreach ($cases as ['clientSecret' => $secret, 'plain' => $plain]) {
            self::assertSame($plain, Encryption::decryptClientSecret($key, $secret));
            self::assertNull(Encryption::decryptClientSecret($key, substr($secret, 4)));
            self::assertNull(Encryption::decryptClientSecret($key, 'AAAA' . substr($secret, 4)));
        }
        self::assertNull(Encryption::decryptClientSecret($key, 'not base64'));
        // OAEP with SHA-1 for both hashes, which PHP offers, is not what KooGallery uses.
        openssl_public_encrypt('test', $sha1, openssl_pkey_get_details($key)['key'], OPENSSL_PKCS1_OAEP_PADDING);
        self::assertNull(Encryption::decryptClientSecret($key, base64_encode($sha1)));
    }
    // koo:end
    // koo:if orders instances
    // koo:if orders on-demand

    public function testAuthorizationOfTheOpenApi(): void
    {
        ['ak' => $ak, 'sk' => $sk, 'date' => $date, 'cases' => $cases] = self::vector('akSk');
        foreach ($cases as $case) {
            $authorization = Signing::signRequest(
                $ak,
                $sk,
                $date,
                $case['method'],
                $case['url'],
                $case['headers'],
                $case['body'],
            );
            self::assertStringEndsWith("Signature=$case[signature]", $authorization);
        }
    }
    // koo:end
    // koo:end
    // koo:if on-demand
    // koo:if instances

    public function testUsageSignature(): void
    {
        ['accessKey' => $key, 'cases' => $cases] = self::vector('usagePush');
        foreach ($cases as ['ts' => $ts, 'nonce' => $nonce, 'body' => $body, 'signature' => $signature]) {
            self::assertSame($signature, Signing::usageSignature($key, $ts, $nonce, $body));
        }
    }
    // koo:end
    // koo:end
}
