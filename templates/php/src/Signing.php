<?php

declare(strict_types=1);

namespace KooGallery;

/** Signatures and encryption of KooGallery, over the raw bytes of requests and replies. */
final class Signing
{
    // koo:snippet v1-auth-token v2-base v2-kit
    /** How deeply the objects and lists of a body may be nested. */
    public const MAX_DEPTH = 64;
    // koo:end
    // koo:if v1-family
    // koo:snippet v1-auth-token

    /**
     * The authToken of V1: the base64 of an HMAC whose key is the access key followed by the timeStamp.
     *
     * @param list<array{string, string}> $params names and decoded values; the first of repeated ones counts
     * @param 'get'|'post' $form a query with empty values, or the properties of a kit body without blank ones
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
     */
    public static function authToken(string $key, string $timeStamp, array $params, string $form): string
    {
        $signed = [];
        foreach ($params as [$name, $value]) {
            if ($name !== 'authToken') {
                $signed[$name] ??= $value;
            }
        }
        if ($form === 'post') {
            $signed = array_filter($signed, fn (string $value): bool => !self::isBlank($value));
        }
        uksort($signed, self::compareNames(...));
        $pairs = [];
        foreach ($signed as $name => $value) {
            $pairs[] = "$name=$value";
        }
        return base64_encode(hash_hmac('sha256', implode('&', $pairs), $key . $timeStamp, true));
    }

    /** Blank as Java's StringUtils.isBlank sees it: without no-break spaces, with U+001C to U+001F. */
    private static function isBlank(string $text): bool
    {
        $blank = '\t-\r\x{1c}-\x{20}\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200a}\x{2028}\x{2029}\x{205f}\x{3000}';
        return preg_match("/^[$blank]*$/Du", $text) === 1;
    }
    // koo:end
    // koo:if v1-kit
    // koo:snippet v1-auth-token

    /**
     * The properties of a kit body, for authToken: strings decoded, other values as compact JSON, without nulls.
     *
     * @return list<array{string, string}>
     */
    public static function bodyParams(string $body): array
    {
        $params = [];
        foreach (self::members($body) ?? [] as $name => $json) {
            if ($json !== 'null') {
                $params[] = [(string) $name, $json[0] === '"' ? json_decode($json) : $json];
            }
        }
        return $params;
    }
    // koo:end
    // koo:end
    // koo:snippet v1-body-sign

    /**
     * The header Body-Sign of a reply: over the exact bytes that are sent, with the access key alone.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
     */
    public static function bodySign(string $key, string $body): string
    {
        $signature = base64_encode(hash_hmac('sha256', $body, $key, true));
        return "sign_type=\"HMAC-SHA256\", signature=\"$signature\"";
    }
    // koo:end
    // koo:end
    // koo:if v1
    // koo:snippet sensitive-fields

    /**
     * The AES key of Java's KeyGenerator, seeded with the access key through SHA1PRNG.
     *
     * @param 128|256 $bits
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
     */
    public static function aesKey(string $accessKey, int $bits): string
    {
        $state = sha1($accessKey, true);
        $output = sha1($state, true);
        // Java adds the bytes as signed numbers; unsigned ones give another key of 256 bits.
        [$a, $b] = [unpack('c*', $state), unpack('c*', $output)];
        $next = '';
        $carry = 1;
        for ($i = 1; $i <= 20; $i++) {
            $sum = $a[$i] + $b[$i] + $carry;
            $next .= chr($sum & 0xff);
            $carry = $sum >> 8;
        }
        if ($next === $state) {
            $next[0] = chr((ord($next[0]) + 1) & 0xff);
        }
        return substr($output . sha1($next, true), 0, intdiv($bits, 8));
    }

    /**
     * Encrypts userName or password of a reply: the IV, then the base64 of AES-CBC.
     *
     * @param string|null $iv 16 letters and digits; by default new ones
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
     */
    public static function encryptField(string $accessKey, int $bits, string $plain, ?string $iv = null): string
    {
        $iv ??= bin2hex(random_bytes(8));
        $aesKey = self::aesKey($accessKey, $bits);
        return $iv . base64_encode(openssl_encrypt($plain, "aes-$bits-cbc", $aesKey, OPENSSL_RAW_DATA, $iv));
    }

    /** Decrypts mobilePhone or email of a request; null if the key, the key length or the text is wrong. */
    public static function decryptField(string $accessKey, int $bits, string $value): ?string
    {
        $ciphertext = self::decodeBase64(substr($value, 16));
        if ($ciphertext === null || $ciphertext === '' || preg_match('/^[\x00-\x7f]{16}/', $value) !== 1) {
            return null;
        }
        $aesKey = self::aesKey($accessKey, $bits);
        $plain = openssl_decrypt($ciphertext, "aes-$bits-cbc", $aesKey, OPENSSL_RAW_DATA, substr($value, 0, 16));
        return $plain !== false && preg_match('//u', $plain) === 1 ? $plain : null;
    }
    // koo:end
    // koo:end
    // koo:if v2-family
    // koo:snippet v2-base v2-kit

    /**
     * The text that V2 signs: the body without white space, its keys in ascending order, without nulls. Numbers and
     * nested values stay as received; json_decode and json_encode would change them. Other text stays as it is.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
     */
    public static function canonicalPayload(string $body): string
    {
        $members = self::members($body);
        if ($members === null) {
            return $body;
        }
        uksort($members, self::compareNames(...));
        $pairs = [];
        foreach ($members as $name => $json) {
            if ($json !== 'null') {
                $pairs[] = self::quote((string) $name) . ':' . $json;
            }
        }
        return '{' . implode(',', $pairs) . '}';
    }
    // koo:end
    // koo:if v2-base
    // koo:snippet v2-base

    /**
     * The signature in the query of V2: an HMAC over the key, nonce, timestamp and the HMAC of the payload.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
     */
    public static function v2Signature(string $key, string $payload, string $timestamp, string $nonce): string
    {
        $inner = hash_hmac('sha256', $payload, $key);
        return strtoupper(hash_hmac('sha256', $key . $nonce . $timestamp . $inner, $key));
    }
    // koo:end
    // koo:end
    // koo:if v2-kit
    // koo:snippet v2-kit

    /**
     * The header x-sign of the V2 kit: unlike in the query of V2, the payload is not hashed first.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
     */
    public static function kitSignature(string $key, string $payload, string $timestamp, string $nonce): string
    {
        return strtoupper(hash_hmac('sha256', $key . $nonce . $timestamp . $payload, $key));
    }
    // koo:end
    // koo:end
    // koo:end
    // koo:if v1-kit v2-family
    // koo:snippet v1-auth-token v2-base v2-kit

    /**
     * The members of a JSON object, each value as compact JSON as Jackson writes it; null for any other text.
     *
     * @return array<string>|null
     */
    private static function members(string $json): ?array
    {
        if (!json_decode($json, false, self::MAX_DEPTH) instanceof \stdClass) {
            return null;
        }
        $members = [];
        $depth = 0;
        $name = null;
        $value = '';
        $at = strspn($json, " \t\n\r");
        while ($at < strlen($json)) {
            $length = match ($json[$at]) {
                '{', '}', '[', ']', ',', ':' => 1,
                '"' => self::stringLength($json, $at),
                default => strcspn($json, " \t\n\r{}[],:", $at),
            };
            $token = substr($json, $at, $length);
            $at += $length;
            $at += strspn($json, " \t\n\r", $at);
            if ($depth === 1 && $name !== null && ($token === ',' || $token === '}')) {
                $members[$name] = $value;
                $name = null;
                $value = '';
            } elseif ($depth === 1 && $name === null && $token[0] === '"') {
                $name = json_decode($token);
            } elseif ($name !== null && ($depth > 1 || $token !== ':')) {
                $value .= str_contains($token, '\\') ? self::quote(json_decode($token)) : $token;
            }
            $depth += match ($token) {
                '{', '[' => 1,
                '}', ']' => -1,
                default => 0,
            };
        }
        return $members;
    }

    private static function stringLength(string $json, int $start): int
    {
        $end = $start + 1;
        while ($json[$end += strcspn($json, '"\\', $end)] === '\\') {
            $end += 2;
        }
        return $end + 1 - $start;
    }

    /** Quotes a text as Jackson does: `/` and non-ASCII characters as they are, control characters as \u001F. */
    private static function quote(string $text): string
    {
        $escapes = ['"' => '\"', '\\' => '\\\\', "\t" => '\t', "\n" => '\n', "\r" => '\r'];
        $escapes += ["\x08" => '\b', "\f" => '\f'];
        for ($code = 0; $code < 32; $code++) {
            $escapes += [chr($code) => sprintf('\u%04X', $code)];
        }
        return '"' . strtr($text, $escapes) . '"';
    }
    // koo:end
    // koo:end
    // koo:snippet v1-auth-token v2-base v2-kit

    /** The order of names in Java: by UTF-16 code units, which differs from that of bytes beyond U+FFFF. */
    private static function compareNames(string|int $a, string|int $b): int
    {
        return strcmp(iconv('UTF-8', 'UTF-16BE', (string) $a), iconv('UTF-8', 'UTF-16BE', (string) $b));
    }
    // koo:end
    // koo:if kit
    // koo:snippet client-secret

    /**
     * Decrypts a client secret: RSA-OAEP with SHA-256 and MGF1 with SHA-1, the default of Java; null if it cannot be
     * decrypted. PHP's own OAEP uses SHA-1 for both, so the padding is removed here, in constant time.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
     */
    public static function decryptClientSecret(\OpenSSLAsymmetricKey $privateKey, string $secret): ?string
    {
        $ciphertext = self::decodeBase64(str_replace(["\r", "\n"], '', $secret));
        $length = intdiv(openssl_pkey_get_details($privateKey)['bits'] + 7, 8);
        if ($ciphertext === null || strlen($ciphertext) !== $length) {
            return null;
        }
        if (!openssl_private_decrypt($ciphertext, $block, $privateKey, OPENSSL_NO_PADDING)) {
            return null;
        }
        $maskedData = substr($block, 33);
        $seed = substr($block, 1, 32) ^ self::mgf1($maskedData, 32);
        $data = $maskedData ^ self::mgf1($seed, strlen($maskedData));
        $label = hash('sha256', '', true);
        $bad = ord($block[0]);
        for ($i = 0; $i < 32; $i++) {
            $bad |= ord($data[$i]) ^ ord($label[$i]);
        }
        // The message follows the first byte 1; only zeros may precede it. `>> 31 & 1` is 1 for a negative number.
        $start = 0;
        for ($i = 32; $i < strlen($data); $i++) {
            $byte = ord($data[$i]);
            $searching = ($start - 1) >> 31 & 1;
            $bad |= $searching & ((1 - $byte) >> 31);
            $start += $searching * ((($byte ^ 1) - 1) >> 31 & 1) * ($i + 1);
        }
        $bad |= ($start - 1) >> 31 & 1;
        $text = substr($data, $start);
        return $bad === 0 && preg_match('//u', $text) === 1 ? $text : null;
    }

    private static function mgf1(string $seed, int $length): string
    {
        $mask = '';
        for ($counter = 0; strlen($mask) < $length; $counter++) {
            $mask .= sha1($seed . pack('N', $counter), true);
        }
        return substr($mask, 0, $length);
    }
    // koo:end
    // koo:end
    // koo:if v1 kit
    // koo:snippet sensitive-fields client-secret

    /** The bytes of padded base64; null for any other text, of which base64_decode accepts a lot. */
    private static function decodeBase64(string $text): ?string
    {
        $bytes = base64_decode($text, true);
        return $bytes !== false && base64_encode($bytes) === $text ? $bytes : null;
    }
    // koo:end
    // koo:end
    // koo:if orders instances
    // koo:if orders on-demand
    // koo:snippet ak-sk

    /**
     * The header Authorization of a call of the open API. It signs all given headers, host and x-sdk-date.
     *
     * @param string $date yyyyMMddTHHmmssZ in UTC, as in the header X-Sdk-Date
     * @param array<string, string> $headers
     * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
     */
    public static function signRequest(
        string $ak,
        string $sk,
        string $date,
        string $method,
        string $url,
        array $headers,
        string $body,
    ): string {
        $parts = parse_url($url);
        $port = isset($parts['port']) ? ":$parts[port]" : '';
        $headers = array_change_key_case($headers) + ['host' => $parts['host'] . $port, 'x-sdk-date' => $date];
        ksort($headers, SORT_STRING);
        $lines = '';
        foreach ($headers as $name => $value) {
            $lines .= "$name:" . trim($value) . "\n";
        }
        $names = implode(';', array_keys($headers));
        $encode = fn (string $text): string => rawurlencode(rawurldecode($text));
        $path = implode('/', array_map($encode, explode('/', $parts['path'] ?? '/')));
        $request = [
            strtoupper($method),
            str_ends_with($path, '/') ? $path : "$path/",
            self::canonicalQuery($parts['query'] ?? ''),
            $lines,
            $names,
            hash('sha256', $body),
        ];
        $text = "SDK-HMAC-SHA256\n$date\n" . hash('sha256', implode("\n", $request));
        return "SDK-HMAC-SHA256 Access=$ak, SignedHeaders=$names, Signature=" . hash_hmac('sha256', $text, $sk);
    }

    private static function canonicalQuery(string $query): string
    {
        $pairs = [];
        foreach (array_filter(explode('&', $query), strlen(...)) as $pair) {
            $pairs[] = array_map(urldecode(...), explode('=', $pair, 2)) + [1 => ''];
        }
        usort($pairs, fn (array $a, array $b): int => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
        return implode('&', array_map(
            fn (array $pair): string => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]),
            $pairs,
        ));
    }
    // koo:end
    // koo:end
    // koo:end
    // koo:if on-demand
    // koo:if instances
    // koo:snippet usage-push

    /**
     * The header signature of the usage push.
     *
     * @param string $ts milliseconds since 1970, as in the header ts
     * @param string $body the exact bytes that are sent: compact JSON, its keys in ascending order at every level
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
     */
    public static function usageSignature(string $key, string $ts, string $nonce, string $body): string
    {
        return base64_encode(hash_hmac('sha256', "ts=$ts&nonce=$nonce&body=$body", $key, true));
    }
    // koo:end
    // koo:end
    // koo:end
}
