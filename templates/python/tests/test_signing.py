"""The signatures and the encryption against test vectors."""

# koo:if kit
import base64
# koo:end
import json
import unittest
from pathlib import Path
# koo:if v1
from urllib.parse import parse_qsl
# koo:end

from koogallery import signing

# koo:if v2-family
LONG = "9" * 5000
# koo:end
VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))


class SigningTest(unittest.TestCase):
    def test_equals_constant_time(self) -> None:
        self.assertTrue(signing.equals_constant_time("华为", "华为"))
        self.assertFalse(signing.equals_constant_time("a", "A"))
        self.assertFalse(signing.equals_constant_time("a", "aa"))
    # koo:if v1

    def test_v1_auth_token(self) -> None:
        vector = VECTORS["v1AuthToken"]
        for case in vector["cases"]:
            params = parse_qsl(case["query"], keep_blank_values=True)
            time_stamp = dict(params)["timeStamp"]
            token = signing.auth_token(vector["accessKey"], time_stamp, params, "get")
            self.assertEqual(token, case["authToken"])
            # It does not sign itself, and the first of repeated parameters counts.
            more = [*params, ("authToken", token), ("orderId", "other")]
            repeated = signing.auth_token(vector["accessKey"], time_stamp, more, "get")
            self.assertEqual(repeated, token)

    def test_sensitive_fields(self) -> None:
        vector = VECTORS["sensitiveFields"]
        for key in vector["keys"]:
            self.assertEqual(signing.aes_key(key["accessKey"], key["bits"]).hex(), key["hex"])
        key = vector["accessKey"]
        for case in vector["cases"]:
            value = signing.encrypt_field(key, case["plain"], case["bits"], case["iv"])
            self.assertEqual(value, case["value"])
            self.assertEqual(signing.decrypt_field(key, value, case["bits"]), case["plain"])
            for wrong in ("", value[:16], value[:-4], f"{value}=", f"华{value[1:]}"):
                self.assertIsNone(signing.decrypt_field(key, wrong, case["bits"]))
        one, other = (signing.encrypt_field(key, "", 256) for _ in range(2))
        self.assertNotEqual(one, other)
        self.assertEqual(signing.decrypt_field(key, one, 256), "")
    # koo:end
    # koo:if v1-kit

    def test_v1_kit_auth_token(self) -> None:
        vector = VECTORS["v1KitAuthToken"]
        for case in vector["cases"]:
            body = json.loads(case["body"])
            params = [(name, str(value)) for name, value in body.items()]
            token = signing.auth_token(vector["accessKey"], body["timeStamp"], params, "post")
            self.assertEqual(token, case["authToken"])
    # koo:end
    # koo:if v1-family

    def test_body_sign(self) -> None:
        vector = VECTORS["bodySign"]
        for case in vector["cases"]:
            header = signing.body_sign(vector["accessKey"], case["body"].encode())
            self.assertEqual(header, case["header"])
    # koo:end
    # koo:if v2-base

    def test_v2_signature(self) -> None:
        vector = VECTORS["v2Base"]
        for case in vector["cases"]:
            payload = signing.canonical_payload(case["body"].encode())
            self.assertEqual(payload.decode(), case.get("payload", case["body"]))
            signature = signing.v2_signature(
                vector["accessKey"], payload, case["timestamp"], case["nonce"]
            )
            self.assertEqual(signature, case["signature"])
    # koo:end
    # koo:if v2-kit

    def test_kit_signature(self) -> None:
        vector = VECTORS["v2Kit"]
        for case in vector["cases"]:
            payload = signing.canonical_payload(case["body"].encode())
            signature = signing.kit_signature(
                vector["accessKey"], payload, case["timestamp"], case["nonce"]
            )
            self.assertEqual(signature, case["signature"])
    # koo:end
    # koo:if v2-family

    def test_canonical_payload(self) -> None:
        for body, payload in (
            ('{"b": 1.50, "a": {"z": 1, "y": ["a, b"]}}', '{"a":{"z":1,"y":["a, b"]},"b":1.50}'),
            ('{"10":1,"9":2,"B":3,"a":null,"a":4}', '{"10":1,"9":2,"B":3,"a":4}'),
            (r'{"a":"\/\u4e2d\u001f\"","b":"\ud800"}', r'{"a":"/中\u001F\"","b":"?"}'),
            (f'{{"b":{LONG},"a":1}}', f'{{"a":1,"b":{LONG}}}'),
            ("{}", "{}"),
            ("[1, 2]", "[1, 2]"),
            ("{", "{"),
        ):
            self.assertEqual(signing.canonical_payload(body.encode()).decode(), payload)
        deep = b'{"a":' * 100_000
        self.assertEqual(signing.canonical_payload(deep), deep)
    # koo:end
    # koo:if kit

    def test_client_secret(self) -> None:
        vector = VECTORS["clientSecret"]
        key = signing.load_private_key(vector["privateKey"])
        for case in vector["cases"]:
            secret = case["clientSecret"]
            self.assertEqual(signing.decrypt_client_secret(key, secret), case["plain"])
            other = base64.b64encode(base64.b64decode(secret)[::-1]).decode()
            for wrong in ("", "AAAA", secret[:-4], other, f"!{secret[1:]}"):
                self.assertIsNone(signing.decrypt_client_secret(key, wrong))
    # koo:end
    # koo:if orders v1
    # koo:if orders on-demand

    def test_sign_request(self) -> None:
        vector = VECTORS["akSk"]
        for case in vector["cases"]:
            authorization = signing.sign_request(
                vector["ak"],
                vector["sk"],
                vector["date"],
                case["method"],
                case["url"],
                case["headers"],
                case["body"].encode(),
            )
            names = "content-type;host;x-sdk-date"
            start = f"SDK-HMAC-SHA256 Access={vector['ak']}, SignedHeaders={names}, Signature="
            self.assertEqual(authorization, start + case["signature"])
    # koo:end
    # koo:end
    # koo:if on-demand
    # koo:if instances

    def test_usage_signature(self) -> None:
        vector = VECTORS["usagePush"]
        for case in vector["cases"]:
            signature = signing.usage_signature(
                vector["accessKey"], case["ts"], case["nonce"], case["body"].encode()
            )
            self.assertEqual(signature, case["signature"])
    # koo:end
    # koo:end


if __name__ == "__main__":
    unittest.main()
