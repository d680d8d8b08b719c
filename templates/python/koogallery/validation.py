"""Validates parameters by the rules in activities.json. `null` and "" count as absent."""

import json
import re
from typing import Any

# {"type", "required", "maxLength", "values", "maxItems", "json", "fields"}, see activities.json.
Rules = dict[str, Any]

_MAX_DEPTH = 64
# Of an object: names that are chosen to collide make a dictionary slow.
_MAX_MEMBERS = 1000
_NUMBERS = {"integer": re.compile(r"-?[0-9]+"), "decimal": re.compile(r"-?[0-9]+(\.[0-9]+)?")}
# A string need not end: else each quotation mark in it would start a search for the end.
_TOKENS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?(\s*:)?|[{}\[\]]', re.DOTALL)


class Invalid(ValueError):
    """A value breaks its rule. The message names the parameter, not the value."""


def parse_json(text: str) -> Any:
    """Parses JSON strictly, without deep nesting and objects of many members; raises ValueError."""
    # The members of each object or list that is open, before they are parsed.
    counts = [0]
    for match in _TOKENS.finditer(text):
        if match[1]:
            counts[-1] += 1
        elif match[0] in "{[":
            counts.append(0)
        elif match[0] in "}]" and len(counts) > 1:
            counts.pop()
        if len(counts) > _MAX_DEPTH + 1 or counts[-1] > _MAX_MEMBERS:
            raise ValueError("nested too deeply, or too many members")
    value = json.loads(text, parse_constant=_reject_constant)
    if "\\u" in text:
        # Half of a surrogate pair cannot be stored.
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def validate(fields: dict[str, Rules], values: dict[str, Any], prefix: str = "") -> None:
    """Validates values by the rules of their fields; unknown ones are ignored. Raises Invalid."""
    for name, rules in fields.items():
        value = values.get(name)
        if value is None or value == "":
            if rules.get("required"):
                raise Invalid(f"{prefix}{name} is missing or empty")
        else:
            _validate_value(rules, value, f"{prefix}{name}")


def _validate_value(rules: Rules, value: Any, path: str) -> None:
    if rules.get("json") and isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError:
            raise Invalid(f"{path} must contain JSON") from None
    match rules["type"]:
        case "list":
            _validate_list(rules, value, path)
        case "object":
            if not isinstance(value, dict):
                raise Invalid(f"{path} must be an object")
            validate(rules.get("fields", {}), value, f"{path}.")
        case "string":
            if not isinstance(value, str):
                raise Invalid(f"{path} must be a string")
            _validate_text(rules, value, path)
        case "integer" | "decimal":
            # Numbers may be text, as in a query; str(True) is no number.
            text = str(value)
            if not _NUMBERS[rules["type"]].fullmatch(text):
                raise Invalid(f"{path} must be a number ({rules['type']})")
            _validate_text(rules, text, path)


def _validate_list(rules: Rules, value: Any, path: str) -> None:
    if not isinstance(value, list):
        raise Invalid(f"{path} must be a list")
    _validate_count(rules, len(value), path)
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise Invalid(f"{path}[{index}] must be an object")
        validate(rules.get("fields", {}), item, f"{path}[{index}].")


def _validate_text(rules: Rules, text: str, path: str) -> None:
    _validate_count(rules, text.count(",") + 1, path)
    # Java counts UTF-16 code units.
    length = len(text.encode("utf-16-le")) // 2
    if length > rules.get("maxLength", length):
        raise Invalid(f"{path} is longer than {rules['maxLength']} characters")
    if text not in rules.get("values", [text]):
        raise Invalid(f"{path} has a value that is not allowed")


def _validate_count(rules: Rules, count: int, path: str) -> None:
    if count > rules.get("maxItems", count):
        raise Invalid(f"{path} has more than {rules['maxItems']} elements")
