package com.example.koogallery;

// koo:if orders on-demand
// koo:if orders v1
import java.net.URI;
// koo:end
// koo:end
import java.nio.file.Path;
// koo:if kit
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
// koo:end
// koo:if license-code
import java.util.Arrays;
// koo:end
import java.util.HashMap;
// koo:if license-code
import java.util.List;
// koo:end
import java.util.Map;
import java.util.function.Supplier;

/**
 * The settings, read once from the environment. Never log them.
 *
 * @param keys access keys by class: a production URL has one for each class of interfaces
 */
public record Settings(
        Map<String, String> keys,
        // koo:if kit
        PrivateKey rsaPrivateKey,
        // koo:end
        // koo:if license-code
        List<String> licenseCodes,
        // koo:end
        // koo:if v1
        int encryptBits,
        // koo:end
        // koo:if orders on-demand
        // koo:if orders v1
        URI orderApiUrl,
        String orderApiAk,
        String orderApiSk,
        // koo:end
        // koo:end
        // koo:if v1 v2
        String frontEndUrl,
        // koo:end
        String host,
        int port,
        Path database) {

    /** Reads the environment; ends the program if a setting is missing or wrong. */
    public static Settings readOrExit() {
        return orExit(() -> read(System.getenv()));
    }

    /** Gets something; ends the program if it throws because a setting is wrong. */
    static <T> T orExit(Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    /** @throws IllegalArgumentException if a setting is missing or wrong; the message names it */
    public static Settings read(Map<String, String> environment) {
        Reader reader = new Reader(environment);
        Map<String, String> keys = new HashMap<>();
        // koo:if instances
        keys.put("base", reader.key("KOO_ACCESS_KEY"));
        // koo:end
        // koo:if kit
        keys.put("kit", reader.key("KOO_KIT_KEY"));
        // koo:end
        // koo:if license-code
        keys.put("license", reader.key("KOO_LICENSE_KEY"));
        // koo:end
        // koo:if order-notify
        keys.put("notify", reader.key("KOO_NOTIFY_KEY"));
        // koo:end
        return new Settings(
                Map.copyOf(keys),
                // koo:if kit
                reader.rsaPrivateKey("KOO_RSA_PRIVATE_KEY"),
                // koo:end
                // koo:if license-code
                Arrays.stream(reader.text("KOO_LICENSE_CODES", "").split(","))
                        .map(String::strip)
                        .filter(code -> !code.isEmpty())
                        .toList(),
                // koo:end
                // koo:if v1
                reader.oneOf("KOO_ENCRYPT", "aes256", "aes128").equals("aes256") ? 256 : 128,
                // koo:end
                // koo:if orders on-demand
                // koo:if orders v1
                reader.url("KOO_ORDER_API_URL", "https://mkt.myhuaweicloud.com"),
                reader.withOther("KOO_ORDER_API_AK", "KOO_ORDER_API_SK"),
                reader.withOther("KOO_ORDER_API_SK", "KOO_ORDER_API_AK"),
                // koo:end
                // koo:end
                // koo:if v1 v2
                reader.text("FRONT_END_URL", "https://app.example.com/login"),
                // koo:end
                reader.text("HOST", "127.0.0.1"),
                reader.port("PORT", "8080"),
                Path.of(reader.text("DATABASE", "koogallery.db")));
    }

    // koo:if orders on-demand
    // koo:if orders v1
    /** Whether the open API can be called. */
    public boolean hasOpenApi() {
        return !orderApiAk.isEmpty() && !orderApiSk.isEmpty();
    }

    // koo:end
    // koo:end
    /** Without the secrets, which those of a record would show. */
    @Override
    public String toString() {
        return "Settings of " + host + ":" + port;
    }

    private record Reader(Map<String, String> environment) {
        String text(String name, String byDefault) {
            String value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? byDefault : value;
        }

        String required(String name) {
            String value = text(name, "");
            if (value.isEmpty()) {
                throw new IllegalArgumentException(name + " is missing: set it in the environment");
            }
            return value;
        }

        /** The access key of a class; one key may serve all. */
        String key(String name) {
            String common = text("KOO_ACCESS_KEY", "");
            return common.isEmpty() ? required(name) : text(name, common);
        }

        // koo:if kit
        PrivateKey rsaPrivateKey(String name) {
            String text = required(name);
            RSAPrivateKey key;
            try {
                key = ClientSecret.readPrivateKey(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        name + " is neither PEM nor base64 of PKCS#8: it must be the text of an RSA key, not a file name");
            }
            if (key.getModulus().bitLength() < 3072) {
                throw new IllegalArgumentException(name + " has fewer than 3072 bits");
            }
            return key;
        }

        // koo:end
        // koo:if v1
        String oneOf(String name, String byDefault, String other) {
            String value = text(name, byDefault);
            if (!value.equals(byDefault) && !value.equals(other)) {
                throw new IllegalArgumentException(name + " must be " + byDefault + " or " + other);
            }
            return value;
        }

        // koo:end
        // koo:if orders on-demand
        // koo:if orders v1
        /** A text that is required if the other one is there. */
        String withOther(String name, String other) {
            return text(other, "").isEmpty() ? text(name, "") : required(name);
        }

        URI url(String name, String byDefault) {
            String value = text(name, byDefault);
            if (!value.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?")) {
                throw new IllegalArgumentException(name + " must be a URL");
            }
            return URI.create(value.replaceFirst("/+$", ""));
        }

        // koo:end
        // koo:end
        int port(String name, String byDefault) {
            String value = text(name, byDefault);
            if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
                throw new IllegalArgumentException(name + " must be a port number");
            }
            return Integer.parseInt(value);
        }
    }
}
