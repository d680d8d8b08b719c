<?php

declare(strict_types=1);

namespace KooGallery\Tests;

use KooGallery\Json;
use PHPUnit\Framework\TestCase;

/** Hostile JSON. */
final class JsonTest extends TestCase
{
    private static function members(int $count): string
    {
        return '{' . implode(',', array_map(static fn (int $number): string => "\"$number\" : \":\"", range(1, $count))) . '}';
    }

    public function testMembers(): void
    {
        [$most, $many] = [self::members(1000), self::members(1001)];
        self::assertNotNull(Json::decode("[$most, {\"a\": $most, \"b\": $most}]"));
        self::assertNotNull(Json::decode(json_encode(['a' => str_repeat('":{', 2000)])));
        foreach ([$many, "{\"a\": [$most, $many]}", "[1, $many", '{"a": "\\'] as $text) {
            self::assertNull(Json::decode($text));
        }
    }

    public function testNamesThatCollide(): void
    {
        $names = [''];
        for ($length = 0; $length < 14; $length++) {
            $names = [...array_map(fn ($name) => $name . 'Ez', $names), ...array_map(fn ($name) => $name . 'FY', $names)];
        }
        $started = hrtime(true);
        self::assertNull(Json::decode('{"a": {"' . implode('": 1, "', $names) . '": 1}}'));
        self::assertLessThan(1e9, hrtime(true) - $started);
    }
}
