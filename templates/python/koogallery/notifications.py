# koo:if order-notify
"""Notifications of paid orders, for every type of product."""

from koogallery.calls import Call, Result


def order_notify(call: Call) -> Result:
    """Stores a paid order; a repeated notification changes nothing.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
    """
    if call.store.add_notified_order(call.text("orderId"), call.text("orderLineId")):
        # YOUR CODE: deliver what call.order contains; it is None if orders are not queried.
        pass
    return {}
# koo:end
