package com.example.koogallery;

/** The protocols that this server speaks; of those on the same wire, the first that has an activity handles it. */
enum Protocol {
    // koo:if v1
    V1("v1", "base", Wire.V1_QUERY),
    // koo:end
    // koo:if v1-kit
    V1_KIT("v1-kit", "kit", Wire.V1_BODY),
    // koo:end
    // koo:if v2
    V2("v2", "base", Wire.V2_QUERY),
    // koo:end
    // koo:if v2-kit
    V2_KIT("v2-kit", "kit", Wire.V2_HEADERS),
    // koo:end
    // koo:if license-code
    LICENSE_CODE("license-code", "license", Wire.V2_QUERY),
    // koo:end
    // koo:if online-license
    ONLINE_LICENSE("online-license", "base", Wire.V2_QUERY),
    // koo:end
    // koo:if order-notify
    ORDER_NOTIFY("order-notify", "notify", Wire.V2_QUERY),
    // koo:end
    ;

    /** How a call is sent and signed. */
    enum Wire {
        // koo:if v1
        V1_QUERY,
        // koo:end
        // koo:if v1-kit
        V1_BODY,
        // koo:end
        // koo:if v2-base
        V2_QUERY,
        // koo:end
        // koo:if v2-kit
        V2_HEADERS,
        // koo:end
    }

    /** Its name in {@code activities.json}. */
    final String id;
    /** The class of the access key. */
    final String keyClass;
    final Wire wire;

    Protocol(String id, String keyClass, Wire wire) {
        this.id = id;
        this.keyClass = keyClass;
        this.wire = wire;
    }

    // koo:if v1-family
    /** Whether KooGallery demands the signature of replies. */
    boolean isReplySigned() {
        return id.startsWith("v1");
    }
    // koo:end
}
