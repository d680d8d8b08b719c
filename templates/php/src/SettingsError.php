<?php

declare(strict_types=1);

namespace KooGallery;

/** A setting that is missing or wrong. The message names the variable, never its value. */
final class SettingsError extends \RuntimeException
{
}
