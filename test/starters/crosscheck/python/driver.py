"""Runs the signing core of a rendered project: NDJSON operations in, a JSON line out for each.

python3 driver.py PROJECT
"""

import base64
import functools
import json
import sys
from typing import Any

sys.path.insert(0, sys.argv[1])

from koogallery import signing  # noqa: E402


# Reading a key checks that its factors are prime.
private_key = functools.cache(signing.load_private_key)


def run(op: dict[str, Any]) -> str | None:
    body = base64.b64decode(op["body"]) if "body" in op else b""
    match op["op"]:
        case "authToken":
            params = [(name, value) for name, value in op["params"]]
            return signing.auth_token(op["key"], op["timeStamp"], params, op["form"])
        case "bodySign":
            return signing.body_sign(op["key"], body)
        case "aesKey":
            return signing.aes_key(op["key"], op["bits"]).hex()
        case "encryptField":
            return signing.encrypt_field(op["key"], op["plain"], op["bits"], op["iv"])
        case "decryptField":
            return signing.decrypt_field(op["key"], op["value"], op["bits"])
        case "v2Signature" | "kitSignature" as name:
            sign = signing.v2_signature if name == "v2Signature" else signing.kit_signature
            payload = signing.canonical_payload(body)
            return sign(op["key"], payload, op["timestamp"], op["nonce"])
        case "usageSignature":
            return signing.usage_signature(op["key"], op["ts"], op["nonce"], body)
        case "signRequest":
            return signing.sign_request(
                op["ak"], op["sk"], op["date"], op["method"], op["url"], op["headers"], body
            )
        case "decryptClientSecret":
            return signing.decrypt_client_secret(private_key(op["privateKey"]), op["secret"])
        case other:
            raise ValueError(f"unknown operation {other}")


for line in sys.stdin.buffer:
    print(json.dumps({"out": run(json.loads(line))}), flush=True)
