<?php

declare(strict_types=1);

namespace KooGallery;

/** The signatures of KooGallery, over the raw bytes of requests and replies. */
final class Signing
{
    // koo:snippet v1-auth-token v2-base v2-kit
    /**
     * In the order of Java, by UTF-16 code units, which differs from that of bytes beyond U+FFFF.
     *
     * @param array<string> $values by name
     * @return array<string>
     */
    private static function sortByName(array $values): array
    {
        $names = [];
        foreach (array_keys($values) as $name) {
            // PHP turns a name of digits into an integer.
            $names[$name] = iconv('UTF-8', 'UTF-16BE', (string) $name);
        }
        asort($names, SORT_STRING);
        return array_replace($names, $values);
    }
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
        $pairs = [];
        foreach (self::sortByName($signed) as $name => $value) {
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
     * Null if the body is not a JSON object.
     *
     * @return list<array{string, string}>|null
     */
    public static function bodyParams(string $body): ?array
    {
        $members = Json::members($body);
        if ($members === null) {
            return null;
        }
        $params = [];
        foreach ($members as $name => $json) {
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
        $members = Json::members($body);
        if ($members === null) {
            return $body;
        }
        $pairs = [];
        foreach (self::sortByName($members) as $name => $json) {
            if ($json !== 'null') {
                $pairs[] = Json::quote((string) $name) . ':' . $json;
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
