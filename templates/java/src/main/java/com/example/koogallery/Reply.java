package com.example.koogallery;

import java.util.Map;

/** The answer to a call, always with HTTP status 200: KooGallery reads only the result code. */
public record Reply(Map<String, String> headers, byte[] body) {}
