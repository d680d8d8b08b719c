// koo:if instances
<?php

declare(strict_types=1);

namespace KooGallery;

/** What a buyer got for an order. */
final class Instance
{
    /**
     * @param string $chargingMode 0 pay-per-use, 1 period, 3 one-time, 5 pay-per-use package; empty if unknown
     * @param bool $test created while debugging
     * @param string $expireTime yyyyMMddHHmmss; empty until received
     * @param array<string, mixed> $order what was ordered or changed to last, if orders are queried
     */
    public function __construct(
        public readonly string $id,
        public readonly string $orderId,
        public readonly string $productId,
        public readonly string $customerId,
        public readonly string $chargingMode,
        public readonly bool $test,
        // koo:if v1 v2
        public readonly string $password,
        // koo:end
        public Status $status,
        public string $expireTime,
        // koo:if orders
        public array $order,
        // koo:end
    ) {
    }
}
// koo:end
