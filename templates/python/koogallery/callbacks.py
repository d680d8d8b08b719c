"""Handles the calls of KooGallery: authenticates, validates, acts, replies. Knows no HTTP library."""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
# koo:if kit v2-base
from functools import cached_property
# koo:end
from pathlib import Path
from typing import Any
# koo:if v1 v2-base
from urllib.parse import parse_qsl
# koo:end

# koo:if instances
from koogallery import instances
# koo:end
# koo:if kit
from koogallery import kit
# koo:end
# koo:if license-code online-license
from koogallery import licenses
# koo:end
# koo:if order-notify
from koogallery import notifications
# koo:end
from koogallery import signing
from koogallery.calls import Call, Handler, Rejection, Result
# koo:if orders
from koogallery.open_api import OpenApiError, Order, query_order
# koo:end
from koogallery.settings import Settings
from koogallery.store import Store
# koo:if kit v2-base
from koogallery.validation import Invalid, parse_json, validate
# koo:end
# koo:if !kit
# koo:if !v2-base
from koogallery.validation import Invalid, validate
# koo:end
# koo:end

_log = logging.getLogger(__name__)
_RULES = json.loads(Path(__file__).with_name("activities.json").read_text("utf-8"))
_MESSAGES = {
    "000000": "success",
    "000001": "authentication failed",
    "000002": "invalid request parameter",
    "000003": "the instance ID does not exist",
    "000004": "the request is being processed",
    "000005": "other internal error",
    # koo:if kit
    "000101": "clientSecret cannot be decrypted",
    # koo:end
    # koo:if online-license
    "000901": "apply for the licence within the validity of the order",
    "000902": "a period licence requires an expiry date",
    "000903": "the licence requires a device fingerprint",
    # koo:end
}
# koo:if v2-family
# A V2 call is valid from 60 s before to 60 s after its timestamp, so it can be replayed for 120 s.
_WINDOW = 60
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
class Reply:
    """A reply, always with HTTP status 200: KooGallery reads the result code."""

    headers: dict[str, str]
    body: bytes
    # For the log; these contain no value of the request.
    activity: str
    result_code: str
    reason: str


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


@dataclass(frozen=True)
class Protocol:
    """How the calls of a protocol are authenticated and handled."""

    key_class: str
    # Takes the request, the access key and the time; raises Rejection.
    authenticate: Callable[[Request, str, float], Authenticated]
    handlers: dict[str, Handler]
    # koo:if orders
    # What was bought is not in its calls.
    queries_order: bool = False
    # koo:end


def max_body(path: str) -> int:
    """The longest body of a call in bytes."""
    # koo:if kit
    if "/produceAPI/" in path:
        # The kit sends all departments of a company.
        return 4 * 1024 * 1024
    # koo:end
    return 1024 * 1024


class Callbacks:
    """The callbacks of a merchant. Thread-safe."""

    def __init__(
        self, settings: Settings, store: Store, now: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._store = store
        self._now = now

    def handle(self, request: Request, is_too_long: bool = False) -> Reply:
        """Handles a call; rejections and errors become a reply, too.

        is_too_long: the body was not read, because it is longer than max_body.

        https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
        """
        names, activity = _route(request)
        name = names[0] if names else ""
        if activity not in _RULES.get(name, {}):
            activity = ""
        result: Result = {}
        code, reason = "000000", ""
        try:
            if is_too_long or len(request.body) > max_body(request.path):
                raise Rejection("000002", "the body is too long")
            if not names:
                raise Rejection("000002", "the server has no such interface")
            name, values = self._authenticate(request, names)
            result = self._run(name, activity, values)
        except Rejection as rejection:
            code, reason = rejection.result_code, rejection.reason
        except Exception as error:
            # The message may contain values, so it is neither sent nor logged.
            code, reason = "000005", f"internal error: {type(error).__name__}"
            _log.error("%s\n%s", reason, "".join(traceback.format_tb(error.__traceback__)))
        body = {"resultCode": code, "resultMsg": _MESSAGES.get(code, "rejected")} | result
        return self._reply(name, body, activity, reason)

    def _authenticate(self, request: Request, names: list[str]) -> tuple[str, dict[str, Any]]:
        rejections = []
        for name in names:
            protocol, now = PROTOCOLS[name], self._now()
            key = self._settings.keys[protocol.key_class]
            try:
                call = protocol.authenticate(request, key, now)
            except Rejection as rejection:
                rejections.append(rejection)
                continue
            # koo:if v2-family
            if call.nonce is not None and not self._store.add_nonce(
                protocol.key_class, call.nonce, now, 2 * _WINDOW
            ):
                raise Rejection("000001", "the nonce has already been used")
            # koo:end
            return name, call.values
        raise rejections[0]

    def _run(self, name: str, activity: str, values: dict[str, Any]) -> Result:
        handler = PROTOCOLS[name].handlers.get(activity)
        if handler is None:
            raise Rejection("000002", "the server has no such interface")
        try:
            validate(_RULES[name][activity], values)
        except Invalid as error:
            raise Rejection("000002", str(error)) from None
        now = datetime.fromtimestamp(self._now(), UTC)
        # koo:if orders
        # Before the transaction, which would block other calls for as long as the query takes.
        order = self._order(name, activity, values)
        with self._store.transaction():
            return handler(Call(values, self._settings, self._store, now, order))
        # koo:end
        # koo:if !orders
        with self._store.transaction():
            return handler(Call(values, self._settings, self._store, now))
        # koo:end
    # koo:if orders

    def _order(self, name: str, activity: str, values: dict[str, Any]) -> Order | None:
        is_required = _RULES[name][activity].get("orderLineId", {}).get("required")
        if not (PROTOCOLS[name].queries_order and is_required):
            return None
        if self._settings.order_api_credential is None:
            return None
        try:
            order = query_order(self._settings, values["orderId"], values["orderLineId"])
        except OpenApiError as error:
            raise Rejection("000005", str(error)) from None
        if order is None:
            raise Rejection("000002", "the order API does not know the order")
        return order
    # koo:end

    def _reply(self, name: str, result: Result, activity: str, reason: str) -> Reply:
        # ASCII, as documented for memo; and the signature does not depend on a charset.
        body = json.dumps(result, separators=(",", ":")).encode("ascii")
        headers = {"Content-Type": "application/json;charset=UTF-8"}
        # koo:if v1-family
        if name.startswith("v1"):
            key = self._settings.keys[PROTOCOLS[name].key_class]
            headers["Body-Sign"] = signing.body_sign(key, body)
        # koo:end
        return Reply(headers, body, activity, result["resultCode"], reason)


def _route(request: Request) -> tuple[list[str], str]:
    """The protocols that a request may belong to, and its activity. Not authenticated yet."""
    # koo:if v1
    if request.method == "GET":
        return ["v1"], _query(request).get("activity", "")
    # koo:end
    # koo:if kit v2-base
    if request.method != "POST":
        return [], ""
    # koo:end
    # koo:if kit
    if match := re.search(r"/produceAPI/(v2/)?([^/]*)/?$", request.path):
        name = "v2-kit" if match[1] else "v1-kit"
        return [name] if name in PROTOCOLS else [], match[2]
    # koo:end
    # koo:if v2-base
    activity = (request.json_object or {}).get("activity")
    activity = activity if isinstance(activity, str) else ""
    names = [name for name, one in PROTOCOLS.items() if one.authenticate is _authenticate_v2]
    for name in names:
        if activity in _RULES[name]:
            return [name], activity
    # Any of the keys may have signed it.
    return names, activity
    # koo:end
    # koo:if !v2-base
    return [], ""
    # koo:end
# koo:if v1


def _authenticate_v1(request: Request, key: str, now: float) -> Authenticated:
    # Huawei does not say how long a timeStamp is valid.
    values = _query(request)
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


def _authenticate_v1_kit(request: Request, key: str, now: float) -> Authenticated:
    token = request.headers.get("authtoken")
    if not token:
        raise Rejection("000001", "authToken is missing")
    values = request.json_object
    if values is None:
        raise Rejection("000002", "the body is not a JSON object in UTF-8")
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


def _authenticate_v2(request: Request, key: str, now: float) -> Authenticated:
    query = _query(request)
    proof = (query.get("signature"), query.get("timestamp", ""), query.get("nonce"))
    return _authenticate_signed(request, key, now, proof, signing.v2_signature)
# koo:end
# koo:if v2-kit


def _authenticate_v2_kit(request: Request, key: str, now: float) -> Authenticated:
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
    if not re.fullmatch("[0-9]{1,15}", timestamp):
        raise Rejection("000002", "the timestamp is missing or not a number")
    if not nonce:
        raise Rejection("000002", "the nonce is missing")
    # KooGallery sends the payload as the body; another sender may have signed either.
    payloads = (request.payload, request.body)
    expected = [sign(key, payload, timestamp, nonce) for payload in payloads]
    given = signature.upper()
    if not any(signing.equals_constant_time(one, given) for one in expected):
        raise Rejection("000001", "the signature is wrong")
    if abs(now * 1000 - int(timestamp)) > _WINDOW * 1000:
        raise Rejection("000002", "the timestamp differs from the current time by more than 60 s")
    if request.json_object is None:
        raise Rejection("000002", "the body is not a JSON object in UTF-8")
    return Authenticated(request.json_object, nonce)
# koo:end
# koo:if v1 v2-base


def _query(request: Request) -> dict[str, str]:
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


PROTOCOLS: dict[str, Protocol] = {
    # koo:if v1
    "v1": Protocol(
        "base",
        _authenticate_v1,
        {
            "newInstance": instances.new_instance_v1,
            "queryInstance": instances.query_instance_v1,
            "releaseInstance": instances.release_instance,
            # koo:if !one-time
            "refreshInstance": instances.renew_instance_v1,
            "expireInstance": instances.expire_instance,
            # koo:end
            # koo:if on-demand
            "instanceStatus": instances.update_status_v1,
            # koo:end
            # koo:if period
            "upgrade": instances.upgrade_v1,
            # koo:end
        },
    ),
    # koo:end
    # koo:if v1-kit
    "v1-kit": Protocol("kit", _authenticate_v1_kit, kit.handlers("orgInfo", "000003")),
    # koo:end
    # koo:if v2
    "v2": Protocol(
        "base",
        _authenticate_v2,
        {
            "newInstance": instances.new_instance,
            "queryInstance": instances.query_instance,
            "releaseInstance": instances.release_instance,
            # koo:if !one-time
            "refreshInstance": instances.refresh_instance,
            "updateInstanceStatus": instances.update_instance_status,
            # koo:end
            # koo:if period
            "upgradeInstance": instances.upgrade_instance,
            "changeInstanceCheck": instances.check_change,
            # koo:end
        },
        queries_order=True,
    ),
    # koo:end
    # koo:if v2-kit
    # V2 has no result code for an unknown instance.
    "v2-kit": Protocol("kit", _authenticate_v2_kit, kit.handlers("orgInfoList", "000002")),
    # koo:end
    # koo:if license-code
    "license-code": Protocol(
        "license",
        _authenticate_v2,
        {
            "refreshLicenseCode": licenses.refresh_license_code,
            "updateLicenseCodeStatus": licenses.update_license_code_status,
            "releaseLicenseCode": licenses.release_license_code,
        },
    ),
    # koo:end
    # koo:if online-license
    "online-license": Protocol(
        "base",
        _authenticate_v2,
        {
            "newInstance": instances.new_instance,
            "getLicenseAsync": licenses.apply_for_license,
            "releaseInstance": instances.release_instance,
            # koo:if !one-time
            "refreshInstance": instances.refresh_instance,
            "updateInstanceStatus": instances.update_instance_status,
            # koo:end
        },
        queries_order=True,
    ),
    # koo:end
    # koo:if order-notify
    "order-notify": Protocol(
        "notify", _authenticate_v2, {"orderNotify": notifications.order_notify}, queries_order=True
    ),
    # koo:end
}
