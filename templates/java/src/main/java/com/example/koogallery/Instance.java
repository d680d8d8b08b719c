// koo:if instances
package com.example.koogallery;

/**
 * An instance that was created for an order. Texts are empty where neither the call nor the order has them.
 *
 * @param protocol {@code v1} or {@code v2}, which also is that of online licences
 * @param orderItem the product in V1, the order line in V2
 * @param chargingMode 0 pay-per-use, 1 period, 3 one-time, 5 pay-per-use package
 * @param isTest whether the seller console created it for debugging
 */
record Instance(
        String id,
        String protocol,
        String orderId,
        String orderItem,
        String productId,
        String skuCode,
        String customerId,
        String chargingMode,
        String expireTime,
        boolean isTest,
        String password,
        Status status) {

    enum Status { ACTIVE, FROZEN, RELEASED }

    /** The seller console calls its debugging cases in any order, also after the release. */
    boolean isGone() {
        return status == Status.RELEASED && !isTest;
    }
}
// koo:end
