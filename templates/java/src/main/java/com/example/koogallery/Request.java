package com.example.koogallery;

import java.util.function.UnaryOperator;

/**
 * A call as received.
 *
 * @param query the raw query, without the question mark; {@code null} or empty if there is none
 * @param headers the value of a header by its name in any case; {@code null} if it is absent
 * @param body {@code null} if the server has no room for it
 */
public record Request(String method, String path, String query, UnaryOperator<String> headers, byte[] body) {}
