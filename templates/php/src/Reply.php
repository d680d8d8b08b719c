<?php

declare(strict_types=1);

namespace KooGallery;

/** A reply, always sent with HTTP status 200, and what the log says about it. */
final readonly class Reply
{
    /**
     * @param array<string, string> $headers
     * @param string $body the exact bytes to send
     * @param string $activity empty if unknown
     * @param string $reason why the call was refused; without any value of the request
     */
    public function __construct(
        public array $headers,
        public string $body,
        public string $activity,
        public string $resultCode,
        public string $reason,
    ) {
    }
}
