package com.example.koogallery;

import com.fasterxml.jackson.core.JsonFactory;
// koo:if v1-kit v2-family
import com.fasterxml.jackson.core.JsonGenerator;
// koo:end
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
// koo:if v1-kit v2-family
import java.io.StringWriter;
// koo:end
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
// koo:if v1-kit v2-family
import java.util.SortedMap;
import java.util.TreeMap;
// koo:end

/** Reads JSON from others: nothing in it may end in an exception. */
final class Json {
    // koo:snippet v2-base v2-kit
    // Keeps no table of the names that it has read: others choose them.
    private static final ObjectMapper MAPPER =
            new ObjectMapper(JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    // koo:end
    private static final int MAX_DEPTH = 64;
    /** Of one object. KooGallery sends a few dozen. */
    private static final int MAX_MEMBERS = 1000;

    private Json() {}

    // koo:snippet v2-base v2-kit
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
    // koo:end

    // koo:snippet v2-base v2-kit sensitive-fields client-secret
    /** The text of UTF-8 bytes; {@code null} if they are not UTF-8. */
    static String decodeUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
    // koo:end

    /** The value of a JSON text; {@code null} if it is not JSON, or excessive. */
    static JsonNode parse(String text) {
        if (text == null) {
            return null;
        }
        try {
            return isExcessive(text) ? null : MAPPER.readTree(text);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Whether a text nests too deeply, or an object in it has too many members: up to there, if it is not JSON. Counts
     * the members without their names, before anything collects them.
     */
    static boolean isExcessive(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            int[] members = new int[MAX_DEPTH + 1];
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    if (++depth > MAX_DEPTH) {
                        return true;
                    }
                    members[depth] = 0;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME && ++members[depth] > MAX_MEMBERS) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    // koo:if v1-kit v2-family
    // koo:snippet v2-base v2-kit
    /**
     * The top-level members of a JSON object by name in ascending order, each value as compact JSON; {@code null} if the
     * text is not an object. Numbers and the order of nested keys stay as received: a parsed value would lose them.
     */
    static SortedMap<String, String> members(String text) {
        if (text == null) {
            return null;
        }
        SortedMap<String, String> members = new TreeMap<>();
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.getText();
                parser.nextToken();
                members.put(name, compact(parser));
            }
            return parser.nextToken() == null ? members : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String compact(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = MAPPER.createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
                    // The digits as received.
                    generator.writeNumber(parser.getText());
                } else {
                    generator.copyCurrentEvent(parser);
                }
            } while (depth > 0 && parser.nextToken() != null);
        }
        return text.toString();
    }
    // koo:end

    /** A value as text: that of a string, or compact JSON of anything else. */
    static String textOf(String json) {
        return json != null && json.startsWith("\"") ? parse(json).textValue() : json;
    }

    // koo:snippet v2-base v2-kit
    /** A text as a JSON string, escaped as Jackson does. */
    static String quote(String text) {
        return object().textNode(text).toString();
    }
    // koo:end
    // koo:end

    /** A member as text: {@code ""} if it is absent. Numbers may arrive as numbers or as strings. */
    static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNull() ? "" : value.isContainerNode() ? value.toString() : value.asText();
    }

    /** JSON in ASCII: other characters as {@code \}{@code uXXXX}, so that a signature is independent of the charset. */
    static byte[] ascii(ObjectNode object) {
        StringBuilder ascii = new StringBuilder();
        object.toString().chars().forEach(unit -> {
            if (unit < 0x80) {
                ascii.append((char) unit);
            } else {
                ascii.append(String.format("\\u%04x", unit));
            }
        });
        return ascii.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The object of a JSON text; {@code null} for anything else. */
    static ObjectNode parseObject(String text) {
        return parse(text) instanceof ObjectNode object ? object : null;
    }
}
