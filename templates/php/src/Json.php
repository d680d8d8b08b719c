<?php

declare(strict_types=1);

namespace KooGallery;

/** JSON of requests, which must not be changed before its signature is checked. */
final class Json
{
    // koo:snippet v1-auth-token v2-base v2-kit
    /** How deeply the objects and lists of a body may be nested. */
    private const MAX_DEPTH = 64;

    /** How many members an object may have: PHP takes long for many names that are chosen to collide. */
    private const MAX_MEMBERS = 1000;

    /** Objects stay objects, to differ from lists; null if the text is not JSON, nested too deeply, or too large. */
    public static function decode(string $text): mixed
    {
        return self::isBounded($text) ? json_decode($text, false, self::MAX_DEPTH) : null;
    }

    /** Whether no object has too many members, by the colons that are not in a string. */
    private static function isBounded(string $text): bool
    {
        $counts = [0];
        $depth = 0;
        $length = strlen($text);
        for ($at = strcspn($text, '"{}:'); $at < $length; $at += strcspn($text, '"{}:', $at)) {
            $char = $text[$at];
            if ($char === '"') {
                $at += self::stringLength($text, $at);
                continue;
            }
            $at++;
            if ($char === ':') {
                $counts[$depth]++;
            } elseif ($char === '}') {
                $depth = max(0, $depth - 1);
            } else {
                $counts[++$depth] = 0;
            }
            if ($depth > self::MAX_DEPTH || $counts[$depth] > self::MAX_MEMBERS) {
                return false;
            }
        }
        return true;
    }

    private static function stringLength(string $json, int $start): int
    {
        $end = $start + 1;
        while (($json[$end += strcspn($json, '"\\', $end)] ?? '') === '\\') {
            $end += 2;
        }
        return $end + 1 - $start;
    }
    // koo:end
    // koo:if kit v2-family

    /**
     * The members of an object; null for any other text.
     *
     * @return array<mixed>|null
     */
    public static function object(string $text): ?array
    {
        $value = self::decode($text);
        return $value instanceof \stdClass ? (array) $value : null;
    }
    // koo:end
    // koo:if v1-kit v2-family
    // koo:snippet v1-auth-token v2-base v2-kit

    /**
     * The members of a JSON object, each value as compact JSON as Jackson writes it; null for any other text, and for
     * more members than a call has.
     *
     * @return array<string>|null
     */
    public static function members(string $json): ?array
    {
        // Where PHP has json_validate (8.3), a hostile body does not become a tree that is far larger.
        $isJson = function_exists('json_validate')
            ? json_validate($json, self::MAX_DEPTH)
            : self::decode($json) !== null;
        if (!$isJson || ltrim($json, " \t\n\r")[0] !== '{') {
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
                if (count($members) > self::MAX_MEMBERS) {
                    return null;
                }
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

    /** Quotes a text as Jackson does: `/` and non-ASCII characters as they are, control characters as \u001F. */
    public static function quote(string $text): string
    {
        $escape = static fn (array $match): string => match ($match[0]) {
            '"', '\\' => '\\' . $match[0],
            "\x08" => '\b',
            "\t" => '\t',
            "\n" => '\n',
            "\f" => '\f',
            "\r" => '\r',
            default => sprintf('\u%04X', ord($match[0])),
        };
        return '"' . preg_replace_callback('/["\\\\\x00-\x1f]/', $escape, $text) . '"';
    }
    // koo:end
    // koo:end
}
