// koo:if orders
package com.example.koogallery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A line of an order, as the open API describes it.
 *
 * @param info the order
 * @param line its line, with what the buyer entered in {@code extendParams}
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html">order query</a>
 */
record Order(JsonNode info, JsonNode line) {
    private static final Map<String, String> CHARGING_MODES =
            Map.of("ON_DEMAND", "0", "PERIOD", "1", "ONE_TIME", "3", "ON_DEMAND_PKG", "5");

    /** {@code null} if the order has no such line. */
    static Order of(JsonNode info, String lineId) {
        for (JsonNode line : info.path("orderLine")) {
            if (Json.text(line, "orderLineId").equals(lineId)) {
                return new Order(info, line);
            }
        }
        return null;
    }

    /** A value by the name that it has in the calls of V1; {@code ""} if the order has none. */
    String text(String name) {
        JsonNode product = line.path("productInfo").path(0);
        return switch (name) {
            // Those of the item sold: KooGallery has several for a product, so compare what the console shows.
            case "productId", "skuCode" -> Json.text(product, name);
            // Seats, gigabytes or what else is sold by number.
            case "amount" -> Json.text(product, "linearValue");
            case "customerId", "customerName", "mobilePhone", "email" -> Json.text(info.path("buyerInfo"), name);
            case "chargingMode" -> CHARGING_MODES.getOrDefault(Json.text(line, name), "");
            default -> Json.text(line, name);
        };
    }
}
// koo:end
