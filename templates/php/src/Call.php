<?php

declare(strict_types=1);

namespace KooGallery;

/** An authentic, valid call. */
final readonly class Call
{
    /**
     * @param array<mixed> $values
     * @param int $now seconds since 1970
     * @param array<string, mixed>|null $order the order line, if orders are queried
     */
    public function __construct(
        public array $values,
        public Settings $settings,
        public Store $store,
        public int $now,
        // koo:if orders
        public ?array $order = null,
        // koo:end
    ) {
    }

    /** A value as text, empty if absent: numbers may arrive as numbers or as text. */
    public function text(string $name): string
    {
        return self::textOf($this->values, $name);
    }

    /** @param array<mixed> $values */
    public static function textOf(array $values, string $name): string
    {
        $value = $values[$name] ?? '';
        return is_string($value) ? $value : json_encode($value, JSON_THROW_ON_ERROR);
    }

    /** Whether the seller console is debugging. */
    public function isDebugging(): bool
    {
        return $this->text('testFlag') === '1';
    }
}
