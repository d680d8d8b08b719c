<?php

declare(strict_types=1);

namespace KooGallery;

/** Checks the parameters of a call against the rules of activities.json. */
final class Validation
{
    /**
     * What is wrong with the values, in words for the log; null if nothing is. Unknown parameters are ignored.
     *
     * @param array<string, array<string, mixed>> $rules by name
     * @param array<mixed> $values
     */
    public static function problem(array $rules, array $values): ?string
    {
        foreach ($rules as $name => $rule) {
            $value = $values[$name] ?? '';
            if ($value !== '') {
                $problem = self::valueProblem($rule, $value);
            } else {
                $problem = isset($rule['required']) ? 'is missing' : null;
            }
            if ($problem !== null) {
                return "$name $problem";
            }
        }
        return null;
    }

    /** @param array<string, mixed> $rule */
    private static function valueProblem(array $rule, mixed $value): ?string
    {
        if (isset($rule['json']) && is_string($value)) {
            $value = Json::decode($value);
        }
        $isNumber = is_int($value) || is_float($value);
        return match ($rule['type']) {
            'list' => is_array($value) ? self::listProblem($rule, $value) : 'is not a list',
            'object' => $value instanceof \stdClass
                ? self::problem($rule['fields'] ?? [], (array) $value)
                : 'is not an object',
            'integer' => ($isNumber || is_string($value)) && preg_match('/^-?\d+$/D', (string) $value)
                ? self::textProblem($rule, (string) $value)
                : 'is not an integer',
            'decimal' => ($isNumber || is_string($value)) && preg_match('/^-?\d+(\.\d+)?$/D', (string) $value)
                ? self::textProblem($rule, (string) $value)
                : 'is not a number',
            default => is_string($value) ? self::textProblem($rule, $value) : 'is not a string',
        };
    }

    /**
     * @param array<string, mixed> $rule
     * @param list<mixed> $list
     */
    private static function listProblem(array $rule, array $list): ?string
    {
        if (count($list) > ($rule['maxItems'] ?? PHP_INT_MAX)) {
            return 'has too many elements';
        }
        foreach ($list as $element) {
            $problem = $element instanceof \stdClass
                ? self::problem($rule['fields'] ?? [], (array) $element)
                : 'is not an object';
            if ($problem !== null) {
                return "has an element that is wrong: $problem";
            }
        }
        return null;
    }

    /** @param array<string, mixed> $rule */
    private static function textProblem(array $rule, string $text): ?string
    {
        return match (true) {
            isset($rule['maxItems']) && substr_count($text, ',') >= $rule['maxItems'] => 'has too many elements',
            isset($rule['maxLength']) && self::utf16Length($text) > $rule['maxLength'] => 'is too long',
            isset($rule['values']) && !in_array($text, $rule['values'], true) => 'has an unknown value',
            default => null,
        };
    }

    /** KooGallery counts as Java does: a character beyond U+FFFF is two. */
    private static function utf16Length(string $text): int
    {
        return intdiv(strlen(iconv('UTF-8', 'UTF-16LE', $text)), 2);
    }
}
