"""The rules of the parameters, and hostile JSON."""

import unittest
from typing import Any

from koogallery.validation import Invalid, Rules, parse_json, validate


class ValidationTest(unittest.TestCase):
    def test_depth(self) -> None:
        parse_json("[" * 64 + "]" * 64)
        for text in ("[" * 65 + "]" * 65, "[" * 1_000_000):
            with self.assertRaises(ValueError):
                parse_json(text)
        # Brackets in a string do not nest.
        self.assertEqual(parse_json(r'"\"[[' + "[" * 100 + '"'), '"[[' + "[" * 100)

    def test_members(self) -> None:
        def members(count: int) -> str:
            return "{%s}" % ",".join(f'"{number}" : ":"' for number in range(count))

        parse_json(f'[{members(1000)}, {{"a": {members(999)}, "b": {members(1000)}}}]')
        for text in (members(1001), f'{{"a": [{members(1001)}]}}', members(500_000)[:-1]):
            with self.assertRaises(ValueError):
                parse_json(text)

    def test_malformed_json(self) -> None:
        # The quotation marks take hours if each one is tried as the start of a string.
        for text in ("", "{", "NaN", r'"\ud800"', '"' + r"\"" * 500_000, '"\\', "9" * 5000):
            with self.assertRaises(ValueError):
                parse_json(text)

    def test_rules(self) -> None:
        fields: dict[str, Rules] = {
            "text": {"type": "string", "maxLength": 2, "required": True},
            "choice": {"type": "string", "values": ["A", "B"]},
            "number": {"type": "integer"},
            "decimal": {"type": "decimal"},
            "ids": {"type": "string", "maxItems": 2},
            "list": {
                "type": "list",
                "json": True,
                "maxItems": 1,
                "fields": {"x": {"type": "string"}},
            },
        }
        valid: list[dict[str, Any]] = [
            {"text": "😀", "unknown": [1]},
            {"choice": "B", "number": -1, "decimal": "0.5", "ids": "a,b"},
            {"number": "12", "decimal": 1.5, "list": '[{"x": "y"}]'},
            {"choice": None, "number": "", "list": [{}]},
        ]
        for more in valid:
            validate(fields, {"text": "ab"} | more)
        invalid: list[dict[str, Any]] = [
            {"text": None},
            {"text": ""},
            {"text": "😀."},
            {"text": 5},
            {"choice": "a"},
            {"number": True},
            {"number": "1.0"},
            {"number": "١"},
            {"decimal": "1."},
            {"ids": "a,b,c"},
            {"list": "[{}"},
            {"list": '{"x": "y"}'},
            {"list": [{}, {}]},
            {"list": ["x"]},
            {"list": [{"x": 1}]},
        ]
        for more in invalid:
            with self.subTest(more), self.assertRaises(Invalid):
                validate(fields, {"text": "ab"} | more)


if __name__ == "__main__":
    unittest.main()
