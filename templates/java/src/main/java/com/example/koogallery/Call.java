package com.example.koogallery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** An authentic, valid call. */
record Call(
        ObjectNode values,
        // koo:if orders
        // Null in activities without an order, and if orders are not queried.
        Order order,
        // koo:end
        Instant now) {

    /** Handles one activity, in a transaction; returns the fields of the reply besides the result code. */
    @FunctionalInterface
    interface Handler {
        ObjectNode handle(Call call);
    }

    String text(String name) {
        return Json.text(values, name);
    }

    /** Whether the seller console is debugging. */
    boolean isDebugging() {
        return text("testFlag").equals("1");
    }
}
