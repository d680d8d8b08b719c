# koo:if orders v1
# koo:if orders on-demand
"""The open API of KooGallery, which the merchant calls with AK/SK."""

import http.client
import json
# koo:if on-demand
# koo:if instances
import re
import time
# koo:end
# koo:end
import urllib.error
import urllib.request
# koo:if on-demand
# koo:if instances
import uuid
# koo:end
# koo:end
# koo:if orders
from dataclasses import dataclass
# koo:end
from datetime import UTC, datetime
from typing import IO, Any
# koo:if orders
from urllib.parse import urlencode
# koo:end

from koogallery.settings import Settings
from koogallery.signing import sign_request
# koo:if on-demand
# koo:if instances
from koogallery.signing import usage_signature
# koo:end
# koo:end

_BASE = "/api/mkp-openapi-public/global/v1"
# More than the open API sends.
_MAX_RESPONSE = 1024 * 1024


class OpenApiError(Exception):
    """The open API cannot be called, or returns an error."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follows none: a signed request must not be sent elsewhere."""


_OPENER = urllib.request.build_opener(_NoRedirects)
# koo:if orders


@dataclass(frozen=True)
class Order:
    """An order line; a text is empty where the order has none."""

    # That of the item sold: KooGallery has several for a product; compare what the console shows.
    product_id: str
    # As in V1: 0 pay-per-use, 1 period, 3 one-time, 5 pay-per-use package.
    charging_mode: str
    # An estimate: what counts is the time in later calls.
    expire_time: str
    customer_id: str
    mobile_phone: str
    email: str
    # Specification, quantity, period, and what the buyer entered.
    bought: dict[str, Any]


_CHARGING_MODES = {"ON_DEMAND": "0", "PERIOD": "1", "ONE_TIME": "3", "ON_DEMAND_PKG": "5"}
# An illegal value, or an order of another seller.
_NO_SUCH_ORDER = ("MKT.0100", "MKT.0101", "MKT.0150")


def query_order(settings: Settings, order_id: str, order_line_id: str) -> Order | None:
    """Queries an order line; None if there is none. Raises OpenApiError.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
    """
    query = urlencode({"orderId": order_id, "orderLineId": order_line_id})
    response = _call(settings, "GET", f"{_BASE}/order/query?{query}", {}, b"", 3)
    code = response.get("resultCode")
    if code in _NO_SUCH_ORDER:
        return None
    if code != "MKT.0000":
        raise OpenApiError("the order API returns an error")
    info = response.get("orderInfo") or {}
    lines = [one for one in info.get("orderLine") or [] if one.get("orderLineId") == order_line_id]
    return _order(lines[0], info.get("buyerInfo") or {}) if lines else None


def _order(line: dict[str, Any], buyer: dict[str, Any]) -> Order:
    product = (line.get("productInfo") or [{}])[0]
    bought = {name: line.get(name) for name in ("periodType", "periodNumber")}
    bought |= {name: product.get(name) for name in ("skuCode", "linearValue", "productName")}
    return Order(
        product_id=product.get("productId") or "",
        charging_mode=_CHARGING_MODES.get(line.get("chargingMode") or "", ""),
        expire_time=line.get("expireTime") or "",
        customer_id=buyer.get("customerId") or "",
        mobile_phone=buyer.get("mobilePhone") or "",
        email=buyer.get("email") or "",
        bought=bought | {"parameters": line.get("extendParams") or []},
    )
# koo:end
# koo:if on-demand
# koo:if instances


def push_usage(settings: Settings, records: list[dict[str, str]]) -> dict[str, str]:
    """Pushes usage records, at most 1000. Returns the codes of the rejected ones by metering_sn.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
    """
    body = json.dumps({"usage_records": records}, sort_keys=True, separators=(",", ":")).encode()
    ts, nonce = str(int(time.time() * 1000)), str(uuid.uuid4())
    signature = usage_signature(settings.keys["base"], ts, nonce, body)
    headers = {"signature": signature, "ts": ts, "nonce": nonce}
    response = _call(settings, "POST", f"{_BASE}/isv/usage-data", headers, body, 30)
    if response.get("error_code") != "MKT.0000":
        raise OpenApiError(f"the usage push returns {response.get('error_code')}")
    if not _SUCCESS.match(str(response.get("error_msg") or "")):
        raise OpenApiError(_NOT_UNDERSTOOD)
    rest = {name: value for name, value in response.items() if name not in _ENVELOPE}
    rejected: dict[str, str] = {}
    _add_rejected(rest, rejected, {record["metering_sn"] for record in records})
    return rejected


_ENVELOPE = ("error_code", "error_msg", "request_id")
_SUCCESS = re.compile(r"((success(ful)?|ok|成功)[.!。！]?)?\Z", re.IGNORECASE)
_NOT_UNDERSTOOD = "the usage push returns something that is not understood"


def _add_rejected(value: Any, rejected: dict[str, str], sent: set[str]) -> None:
    # Huawei does not publish where they are, so they may be anywhere. With anything else in the
    # response, no record counts as accepted: it may say that one is not.
    if _is_record(value, sent):
        rejected[value["metering_sn"]] = str(value["error_code"])
    elif isinstance(value, dict):
        for inner in value.values():
            _add_rejected(inner, rejected, sent)
    elif isinstance(value, list) and all(_is_record(one, sent) for one in value):
        for inner in value:
            _add_rejected(inner, rejected, sent)
    elif value not in (None, ""):
        raise OpenApiError(_NOT_UNDERSTOOD)


def _is_record(value: Any, sent: set[str]) -> bool:
    """Whether it is a record that was sent, with a code and nothing that has more in it."""
    if not isinstance(value, dict) or any(isinstance(one, (dict, list)) for one in value.values()):
        return False
    return value.get("metering_sn") in sent and bool(value.get("error_code"))
# koo:end
# koo:end


def _call(
    settings: Settings, method: str, path: str, headers: dict[str, str], body: bytes, timeout: int
) -> dict[str, Any]:
    if settings.order_api_credential is None:
        raise OpenApiError("KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set")
    ak, sk = settings.order_api_credential
    url = settings.order_api_url.rstrip("/") + path
    headers = headers | {"Content-Type": "application/json"}
    date = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    headers |= {"Authorization": sign_request(ak, sk, date, method, url, headers, body)}
    headers |= {"X-Sdk-Date": date}
    request = urllib.request.Request(url, body or None, headers, method=method)
    try:
        try:
            with _OPENER.open(request, timeout=timeout) as response:
                value = _read(response)
        except urllib.error.HTTPError as error:
            # Errors of the interface have a result code, too.
            with error:
                value = _read(error)
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise OpenApiError(f"the open API cannot be called: {type(error).__name__}") from None
    if not isinstance(value, dict):
        raise OpenApiError("the open API does not return an object")
    return value


def _read(response: IO[bytes]) -> Any:
    body = response.read(_MAX_RESPONSE + 1)
    if len(body) > _MAX_RESPONSE:
        raise ValueError("too long")
    return json.loads(body)
# koo:end
# koo:end
