// koo:if instances license-code
<?php

declare(strict_types=1);

namespace KooGallery;

/** The status of an instance or a licence code. The database contains these values. */
enum Status: string
{
    case Active = 'active';
    case Frozen = 'frozen';
    case Released = 'released';
}
// koo:end
