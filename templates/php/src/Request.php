<?php

declare(strict_types=1);

namespace KooGallery;

/** A call as it was received. */
final readonly class Request
{
    /**
     * @param string $query not decoded, without `?`
     * @param array<string, string> $headers names in lower case
     * @param string|null $body null if it is too long
     */
    public function __construct(
        public string $method,
        public string $path,
        public string $query,
        public array $headers,
        public ?string $body,
    ) {
    }

    /** The longest body in bytes. */
    public static function maxBody(string $path): int
    {
        // koo:if kit
        // Users and departments of a large company are sent in one call.
        if (str_contains($path, '/produceAPI/')) {
            return 4 * 1024 * 1024;
        }
        // koo:end
        return 1024 * 1024;
    }

    /**
     * The parameters of the query in the order received. parse_str and $_GET would rename them and keep the last of
     * repeated ones.
     *
     * @return list<array{string, string}>
     */
    public function params(): array
    {
        $params = [];
        foreach (array_filter(explode('&', $this->query), strlen(...)) as $pair) {
            $params[] = array_map(urldecode(...), explode('=', $pair, 2)) + [1 => ''];
        }
        return $params;
    }

    /** The first parameter of this name. */
    public function param(string $name): string
    {
        foreach ($this->params() as [$one, $value]) {
            if ($one === $name) {
                return $value;
            }
        }
        return '';
    }
}
