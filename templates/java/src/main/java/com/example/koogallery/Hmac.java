package com.example.koogallery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, with which KooGallery signs everything. */
final class Hmac {
    private Hmac() {}

    // koo:snippet v1-auth-token v1-body-sign v2-base v2-kit ak-sk usage-push
    /** HMAC-SHA256 of the concatenated parts. */
    static byte[] sha256(String key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sha256(String key, String text) {
        return sha256(key, text.getBytes(StandardCharsets.UTF_8));
    }
    // koo:end

    // koo:snippet v1-auth-token v2-base v2-kit
    /** Compares two signatures in constant time. */
    static boolean equalsConstantTime(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
    // koo:end
}
