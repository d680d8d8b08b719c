// koo:if v1
package com.example.koogallery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/** Encryption of mobile numbers, e-mail addresses and login data in V1. */
final class SensitiveFields {
    // koo:snippet sensitive-fields
    private static final int IV_LENGTH = 16;
    // koo:end

    private SensitiveFields() {}

    // koo:snippet sensitive-fields
    /**
     * The AES key that belongs to an access key. Only the SHA1PRNG of the provider SUN derives it.
     *
     * @param bits 256 for {@code encryptType} 1, 128 for 2
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html">encryption</a>
     */
    static SecretKey aesKey(String accessKey, int bits) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG", "SUN");
            random.setSeed(accessKey.getBytes(StandardCharsets.UTF_8));
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(bits, random);
            return generator.generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param iv 16 random letters and digits, different in each field */
    static String encryptField(String accessKey, int bits, String iv, String plain) {
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, accessKey, bits, iv)
                    .doFinal(plain.getBytes(StandardCharsets.UTF_8));
            return iv + Base64.getEncoder().encodeToString(encrypted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text of a field; {@code null} if it cannot be decrypted. */
    static String decryptField(String accessKey, int bits, String field) {
        if (field.length() <= IV_LENGTH) {
            return null;
        }
        try {
            byte[] encrypted = Base64.getDecoder().decode(field.substring(IV_LENGTH));
            return Json.decodeUtf8(cipher(Cipher.DECRYPT_MODE, accessKey, bits, field.substring(0, IV_LENGTH))
                    .doFinal(encrypted));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Cipher cipher(int mode, String accessKey, int bits, String iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, aesKey(accessKey, bits), new IvParameterSpec(iv.getBytes(StandardCharsets.UTF_8)));
        return cipher;
    }
    // koo:end
}
// koo:end
