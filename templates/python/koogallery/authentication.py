"""Authenticates the calls of KooGallery: each protocol has its signature."""

# koo:if v1-kit
import json
# koo:end
import re
# koo:if v2-family
from collections.abc import Callable, Mapping
# koo:end
# koo:if !v2-family
from collections.abc import Mapping
# koo:end
from dataclasses import dataclass
# koo:if v1-family
from datetime import datetime
# koo:end
# koo:if kit v2-base
from functools import cached_property
# koo:end
from typing import Any
# koo:if v1 v2-base
from urllib.parse import parse_qsl
# koo:end

from koogallery import signing
from koogallery.calls import Rejection
# koo:if kit v2-base
from koogallery.validation import parse_json
# koo:end
# koo:if v2-family

# A V2 call is valid from 60 s before to 60 s after its timestamp, so it can be replayed for 120 s.
WINDOW = 60
# koo:end


@dataclass(frozen=True)
class Request:
    """A request as received; header names are in lower case."""

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    body: bytes
    # koo:if kit v2-base

    @cached_property
    def json_object(self) -> dict[str, Any] | None:
        """The JSON object in the body; None if there is none."""
        try:
            value = parse_json(self.body.decode())
        except ValueError:
            return None
        return value if isinstance(value, dict) else None
    # koo:end
    # koo:if v2-family

    @cached_property
    def payload(self) -> bytes:
        """What KooGallery signs of the body in V2."""
        return signing.canonical_payload(self.body)
    # koo:end


@dataclass(frozen=True)
class Authenticated:
    """An authentic call, not yet validated."""

    values: dict[str, Any]
    # koo:if v2-family
    # koo:if v1-family
    # V1 has none.
    # koo:end
    nonce: str | None = None
    # koo:end
# koo:if v1


def v1(request: Request, key: str, now: float) -> Authenticated:
    # Huawei does not say how long a timeStamp is valid.
    values = query_values(request)
    token, time_stamp = values.get("authToken"), values.get("timeStamp", "")
    if not token:
        raise Rejection("000001", "authToken is missing")
    if not _is_millis(time_stamp):
        raise Rejection("000002", "timeStamp is missing or malformed")
    expected = signing.auth_token(key, time_stamp, list(values.items()), "get")
    if not signing.equals_constant_time(expected, token):
        raise Rejection("000001", "authToken is wrong")
    return Authenticated(values)
# koo:end
# koo:if v1-kit


def v1_kit(request: Request, key: str, now: float) -> Authenticated:
    token = request.headers.get("authtoken")
    if not token:
        raise Rejection("000001", "authToken is missing")
    values = request.json_object
    if values is None:
        raise Rejection("000002", "the body is not a JSON object in UTF-8, or too large a one")
    time_stamp = values.get("timeStamp")
    if not isinstance(time_stamp, str) or not _is_millis(time_stamp):
        raise Rejection("000002", "timeStamp is missing or malformed")
    params = [(name, _signed(value)) for name, value in values.items() if value is not None]
    expected = signing.auth_token(key, time_stamp, params, "post")
    # Huawei's examples show the header in quotation marks.
    if not signing.equals_constant_time(expected, re.sub(r'^"(.*)"$', r"\1", token)):
        raise Rejection("000001", "authToken is wrong")
    return Authenticated(values)


def _signed(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
# koo:end
# koo:if v2-base


def v2(request: Request, key: str, now: float) -> Authenticated:
    query = query_values(request)
    proof = (query.get("signature"), query.get("timestamp", ""), query.get("nonce"))
    return _authenticate_signed(request, key, now, proof, signing.v2_signature)
# koo:end
# koo:if v2-kit


def v2_kit(request: Request, key: str, now: float) -> Authenticated:
    headers = request.headers
    proof = (headers.get("x-sign"), headers.get("x-timestamp", ""), headers.get("x-nonce"))
    return _authenticate_signed(request, key, now, proof, signing.kit_signature)
# koo:end
# koo:if v2-family


def _authenticate_signed(
    request: Request,
    key: str,
    now: float,
    proof: tuple[str | None, str, str | None],
    sign: Callable[[str, bytes, str, str], str],
) -> Authenticated:
    signature, timestamp, nonce = proof
    if not signature:
        raise Rejection("000001", "the signature is missing")
    # A first digit 0 could have been the end of the nonce, which the signature does not separate.
    if not re.fullmatch("[1-9][0-9]{12}", timestamp):
        raise Rejection("000002", "the timestamp is missing or not a number")
    if not nonce:
        raise Rejection("000002", "the nonce is missing")
    # Before the payload is made of its members: there could be too many.
    if request.json_object is None:
        raise Rejection("000002", "the body is not a JSON object in UTF-8, or too large a one")
    given = signature.upper()

    def is_signed(payload: bytes) -> bool:
        expected = sign(key, payload, timestamp, nonce)
        return signing.equals_constant_time(expected, given)

    # KooGallery sends the payload as the body; another sender may have signed either.
    if not (is_signed(request.body) or is_signed(request.payload)):
        raise Rejection("000001", "the signature is wrong")
    if abs(now * 1000 - int(timestamp)) > WINDOW * 1000:
        raise Rejection("000002", "the timestamp differs from the current time by more than 60 s")
    # Both are remembered as they are signed.
    return Authenticated(request.json_object, nonce + timestamp)
# koo:end
# koo:if v1 v2-base


def query_values(request: Request) -> dict[str, str]:
    """The decoded parameters of the query; of repeated ones, the first."""
    text = request.query.decode("utf-8", "replace")
    return dict(reversed(parse_qsl(text, keep_blank_values=True, errors="replace")))
# koo:end
# koo:if v1-family


def _is_millis(text: str) -> bool:
    """Whether a text is a time yyyyMMddHHmmssSSS."""
    if not re.fullmatch("[0-9]{17}", text):
        return False
    try:
        datetime.fromisoformat(f"{text[:8]}T{text[8:14]}")
    except ValueError:
        return False
    return True
# koo:end
