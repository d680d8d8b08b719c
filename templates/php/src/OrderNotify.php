// koo:if order-notify
<?php

declare(strict_types=1);

namespace KooGallery;

/**
 * The notification of a paid order, for any kind of product.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
 */
final class OrderNotify
{
    public function orderNotify(Call $call): array
    {
        if ($call->store->addNotification($call->text('orderId'), $call->text('orderLineId'))) {
            // YOUR CODE: deliver the order; a repeated notification does not arrive here.
        }
        return ['resultCode' => '000000'];
    }
}
// koo:end
