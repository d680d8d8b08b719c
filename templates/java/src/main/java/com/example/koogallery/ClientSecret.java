// koo:if kit
package com.example.koogallery;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Decryption of the client secret of {@code applicationSync}, with which a merchant's users log in. */
final class ClientSecret {
    private ClientSecret() {}

    // koo:snippet client-secret
    /**
     * Decrypts a client secret: RSA-OAEP with SHA-256, but MGF1 with SHA-1. {@code null} if it cannot be decrypted.
     *
     * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html">clientSecret</a>
     */
    static String decryptClientSecret(PrivateKey key, String secret) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new OAEPParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
            byte[] encrypted = Base64.getDecoder().decode(secret.replaceAll("[\r\n]", ""));
            return Json.decodeUtf8(cipher.doFinal(encrypted));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }
    // koo:end

    /**
     * Reads a private key: PKCS#8 as PEM, or its base64 without the lines BEGIN and END.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static RSAPrivateKey readPrivateKey(String text) {
        String base64 = text.replaceAll("-----(BEGIN|END) PRIVATE KEY-----|\\s", "");
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause, which may quote the key.
            throw new IllegalArgumentException("not a PKCS#8 RSA key");
        }
    }
}
// koo:end
