<?php

declare(strict_types=1);

namespace KooGallery;

/** A call that is refused. The message goes to the log, so it must not contain a value of the request. */
final class Refusal extends \Exception
{
    public function __construct(public readonly string $resultCode, string $reason)
    {
        parent::__construct($reason);
    }
}
