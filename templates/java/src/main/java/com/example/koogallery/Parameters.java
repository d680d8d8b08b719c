package com.example.koogallery;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks the parameters of a call against {@code activities.json}. */
final class Parameters {
    private Parameters() {}

    /**
     * Checks values: {@code null} and empty text count as absent, unknown parameters are ignored. Numbers may be text, as in
     * a query, but text may not be a number. Lengths are in UTF-16 units.
     *
     * @param rules of each parameter by its name
     * @throws Refusal with 000002, naming the parameter
     */
    static void check(JsonNode rules, JsonNode values) {
        rules.fields().forEachRemaining(entry -> {
            String name = entry.getKey();
            JsonNode rule = entry.getValue();
            JsonNode value = values.path(name);
            boolean isAbsent = value.isMissingNode() || value.isNull() || value.isTextual() && value.asText().isEmpty();
            if (!isAbsent) {
                checkValue(name, rule, value);
            } else if (rule.path("required").asBoolean()) {
                throw wrong(name, "is missing");
            }
        });
    }

    private static void checkValue(String name, JsonNode rule, JsonNode value) {
        switch (rule.path("type").asText()) {
            case "list" -> checkList(name, rule, value);
            case "object" -> {
                if (!value.isObject()) {
                    throw wrong(name, "must be an object");
                }
                check(rule.path("fields"), value);
            }
            case "integer" -> checkText(name, rule, numberText(name, value, "-?\\d+"));
            case "decimal" -> checkText(name, rule, numberText(name, value, "-?\\d+(\\.\\d+)?"));
            default -> {
                if (!value.isTextual()) {
                    throw wrong(name, "must be a string");
                }
                checkText(name, rule, value.asText());
            }
        }
    }

    private static void checkList(String name, JsonNode rule, JsonNode value) {
        boolean isJsonText = rule.path("json").asBoolean() && value.isTextual();
        JsonNode list = isJsonText ? Json.parse(value.asText()) : value;
        if (list == null || !list.isArray()) {
            throw wrong(name, "must be a list");
        }
        checkCount(name, rule, list.size());
        for (JsonNode element : list) {
            if (!element.isObject()) {
                throw wrong(name, "must be a list of objects");
            }
            check(rule.path("fields"), element);
        }
    }

    private static String numberText(String name, JsonNode value, String form) {
        if (!(value.isNumber() || value.isTextual()) || !value.asText().matches(form)) {
            throw wrong(name, "must be a number");
        }
        return value.asText();
    }

    private static void checkText(String name, JsonNode rule, String text) {
        checkCount(name, rule, (int) text.chars().filter(unit -> unit == ',').count() + 1);
        if (rule.has("maxLength") && text.length() > rule.get("maxLength").asInt()) {
            throw wrong(name, "is too long");
        }
        if (rule.has("values")) {
            for (JsonNode allowed : rule.get("values")) {
                if (allowed.asText().equals(text)) {
                    return;
                }
            }
            throw wrong(name, "has an unknown value");
        }
    }

    private static void checkCount(String name, JsonNode rule, int count) {
        if (rule.has("maxItems") && count > rule.get("maxItems").asInt()) {
            throw wrong(name, "has too many elements");
        }
    }

    private static Refusal wrong(String name, String problem) {
        return new Refusal("000002", name + " " + problem);
    }
}
