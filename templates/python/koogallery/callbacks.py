"""Handles the calls of KooGallery: authenticates, validates, acts, replies. Knows no HTTP library."""

import json
import logging
# koo:if kit
import re
# koo:end
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from koogallery import authentication
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
# koo:if v1-family
from koogallery import signing
# koo:end
from koogallery.authentication import Authenticated, Request
from koogallery.calls import Call, Handler, Rejection, Result
# koo:if orders
from koogallery.open_api import OpenApiError, Order, query_order
# koo:end
from koogallery.settings import Settings
from koogallery.store import Store
from koogallery.validation import Invalid, validate

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

    def handle(self, request: Request, rejection: tuple[str, str] | None = None) -> Reply:
        """Handles a call; rejections and errors become a reply, too.

        rejection: the result code and the reason, if the server has not kept the body.

        https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
        """
        names, activity = _route(request)
        name = names[0] if names else ""
        if activity not in _RULES.get(name, {}):
            activity = ""
        reason = ""
        try:
            if rejection is not None:
                raise Rejection(*rejection)
            if len(request.body) > max_body(request.path):
                raise Rejection("000002", "the body is too long")
            if not names:
                raise Rejection("000002", "the server has no such interface")
            name, values = self._authenticate(request, names)
            code, body = self._run(name, activity, values)
        except Rejection as error:
            code, body = _encode({"resultCode": error.result_code})
            reason = error.reason
        except Exception as error:
            # The message may contain values, so it is neither sent nor logged.
            code, body = _encode({"resultCode": "000005"})
            reason = f"internal error: {type(error).__name__}"
            _log.error("%s\n%s", reason, "".join(traceback.format_tb(error.__traceback__)))
        return self._reply(name, code, body, activity, reason)

    def _authenticate(self, request: Request, names: list[str]) -> tuple[str, dict[str, Any]]:
        # Not the exceptions: they hold this frame with the body, which then awaits the garbage collector.
        rejections = []
        for name in names:
            protocol, now = PROTOCOLS[name], self._now()
            key = self._settings.keys[protocol.key_class]
            try:
                call = protocol.authenticate(request, key, now)
            except Rejection as rejection:
                rejections.append((rejection.result_code, rejection.reason))
                continue
            # koo:if v2-family
            if call.nonce is not None and not self._store.add_nonce(
                protocol.key_class, call.nonce, now, 2 * authentication.WINDOW
            ):
                raise Rejection("000001", "the nonce has already been used")
            # koo:end
            return name, call.values
        raise Rejection(*rejections[0])

    def _run(self, name: str, activity: str, values: dict[str, Any]) -> tuple[str, bytes]:
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
            # The reply, too: what cannot be answered is rolled back.
            return _encode(handler(Call(values, self._settings, self._store, now, order)))
        # koo:end
        # koo:if !orders
        with self._store.transaction():
            # The reply, too: what cannot be answered is rolled back.
            return _encode(handler(Call(values, self._settings, self._store, now)))
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

    def _reply(self, name: str, code: str, body: bytes, activity: str, reason: str) -> Reply:
        headers = {"Content-Type": "application/json;charset=UTF-8"}
        # koo:if v1-family
        if name.startswith("v1"):
            key = self._settings.keys[PROTOCOLS[name].key_class]
            headers["Body-Sign"] = signing.body_sign(key, body)
        # koo:end
        return Reply(headers, body, activity, code, reason)


def _encode(result: Result) -> tuple[str, bytes]:
    """The result code and the body of a reply; raises TypeError or ValueError if it is not JSON."""
    code = result.get("resultCode", "000000")
    result = {"resultCode": code, "resultMsg": _MESSAGES.get(code, "rejected")} | result
    # ASCII, as documented for memo; and the signature does not depend on a charset.
    text = json.dumps(result, separators=(",", ":"), allow_nan=False)
    return code, text.encode("ascii")


def _route(request: Request) -> tuple[list[str], str]:
    """The protocols that a request may belong to, and its activity. Not authenticated yet."""
    # koo:if v1
    if request.method == "GET":
        return ["v1"], authentication.query_values(request).get("activity", "")
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
    names = [name for name, one in PROTOCOLS.items() if one.authenticate is authentication.v2]
    for name in names:
        if activity in _RULES[name]:
            return [name], activity
    # Any of the keys may have signed it.
    return names, activity
    # koo:end
    # koo:if !v2-base
    return [], ""
    # koo:end


PROTOCOLS: dict[str, Protocol] = {
    # koo:if v1
    "v1": Protocol(
        "base",
        authentication.v1,
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
    "v1-kit": Protocol("kit", authentication.v1_kit, kit.handlers("orgInfo", "000003")),
    # koo:end
    # koo:if v2
    "v2": Protocol(
        "base",
        authentication.v2,
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
    "v2-kit": Protocol("kit", authentication.v2_kit, kit.handlers("orgInfoList", "000002")),
    # koo:end
    # koo:if license-code
    "license-code": Protocol(
        "license",
        authentication.v2,
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
        authentication.v2,
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
        "notify", authentication.v2, {"orderNotify": notifications.order_notify}, queries_order=True
    ),
    # koo:end
}
