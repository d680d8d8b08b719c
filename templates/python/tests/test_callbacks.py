"""Calls through the callbacks, with a store in memory."""

import json
import unittest
# koo:if v2-family
import uuid
# koo:end
# koo:if v2 online-license
from dataclasses import replace
# koo:end
# koo:if kit
from pathlib import Path
# koo:end
from typing import Any
# koo:if v2 online-license
from unittest import mock
# koo:end
# koo:if v1 v2-base
from urllib.parse import urlencode
# koo:end

# koo:if kit
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

# koo:end
# koo:if v2 online-license
from koogallery import callbacks as module
# koo:end
from koogallery import signing
from koogallery.authentication import Request
# koo:if kit
from koogallery.callbacks import Callbacks, max_body
# koo:end
# koo:if !kit
from koogallery.callbacks import Callbacks
# koo:end
# koo:if v2 online-license
from koogallery.calls import Rejection
from koogallery.open_api import OpenApiError
# koo:end
from koogallery.settings import SettingsError, read_settings
# koo:if v2 online-license
from koogallery.store import Instance, Store
# koo:end
# koo:if !v2
# koo:if !online-license
from koogallery.store import Store
# koo:end
# koo:end

KEY = "test-key"
NOW = 1_700_000_000.0
# koo:if kit
VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
# koo:end
ENV = {
    "KOO_ACCESS_KEY": KEY,
    # koo:if kit
    "KOO_RSA_PRIVATE_KEY": VECTORS["clientSecret"]["privateKey"],
    # koo:end
}
# Once: to read a private key takes a while.
SETTINGS = read_settings(ENV)


class CallbacksTest(unittest.TestCase):
    def setUp(self) -> None:
        self.store = Store(":memory:")
        self.addCleanup(self.store.close)
        # koo:if license-code
        self.store.add_license_code("CODE-1")
        # koo:end
        self.callbacks = Callbacks(SETTINGS, self.store, now=lambda: NOW)

    def send(self, request: Request, result_code: str = "000000") -> dict[str, Any]:
        reply = self.callbacks.handle(request)
        body: dict[str, Any] = json.loads(reply.body)
        self.assertEqual(body["resultCode"], result_code, reply.reason)
        self.assertTrue(body["resultMsg"])
        # koo:if v1-family
        is_v1 = request.method == "GET" or "authtoken" in request.headers
        expected = signing.body_sign(KEY, reply.body) if is_v1 else None
        self.assertEqual(reply.headers.get("Body-Sign"), expected)
        # koo:end
        return body

    def test_settings(self) -> None:
        with self.assertRaisesRegex(SettingsError, "KEY is missing"):
            read_settings({})
        with self.assertRaisesRegex(SettingsError, "PORT"):
            read_settings(ENV | {"PORT": "65536"})
        # koo:if orders v1
        # koo:if orders on-demand
        with self.assertRaisesRegex(SettingsError, "KOO_ORDER_API_URL"):
            read_settings(ENV | {"KOO_ORDER_API_URL": "mkt.example.com"})
        with self.assertRaisesRegex(SettingsError, "KOO_ORDER_API_SK is missing"):
            read_settings(ENV | {"KOO_ORDER_API_AK": "ak"})
        with self.assertRaisesRegex(SettingsError, "KOO_ORDER_API_AK is missing"):
            read_settings(ENV | {"KOO_ORDER_API_SK": "sk"})
        # koo:end
        # koo:end
        # koo:if kit
        with self.assertRaisesRegex(SettingsError, "not a file name"):
            read_settings(ENV | {"KOO_RSA_PRIVATE_KEY": "rsa.pem"})
        short = generate_private_key(65537, 2048).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        with self.assertRaisesRegex(SettingsError, "3072 bits"):
            read_settings(ENV | {"KOO_RSA_PRIVATE_KEY": short.decode()})
        # koo:end

    def test_unknown_interface(self) -> None:
        self.send(Request("PUT", "/", b"", {}, b""), "000002")
    # koo:if v1

    def test_v1(self) -> None:
        bought = {"customerId": "c", "orderId": "o", "productId": "p", "chargingMode": "1"}
        created = self.send(v1("newInstance", bought | {"businessId": "b1"}))
        again = self.send(v1("newInstance", bought | {"businessId": "b2"}))
        self.assertEqual(again["instanceId"], created["instanceId"])
        password = signing.decrypt_field(KEY, created["appInfo"]["password"], 256)
        self.assertEqual(signing.decrypt_field(KEY, again["appInfo"]["password"], 256), password)
        other = self.send(v1("newInstance", bought | {"businessId": "b3", "productId": "p2"}))
        self.assertNotEqual(other["instanceId"], created["instanceId"])
        which = {"instanceId": created["instanceId"]}
        info = self.send(v1("queryInstance", which))["info"]
        self.assertEqual([one["instanceId"] for one in info], [created["instanceId"]])
        self.send(v1("releaseInstance", which))
        self.send(v1("releaseInstance", which))
        self.send(v1("queryInstance", which), "000003")
    # koo:if !one-time

    def test_v1_renewal_that_is_sent_again(self) -> None:
        bought = {"customerId": "c", "orderId": "o", "productId": "p", "businessId": "b"}
        which = {"instanceId": self.send(v1("newInstance", bought))["instanceId"]}
        renewal = which | {"orderId": "o2", "expireTime": "20991231235959"}
        later = which | {"orderId": "o3", "expireTime": "21001231235959"}
        for activity, values, status in (
            ("refreshInstance", renewal, "active"),
            ("expireInstance", which, "frozen"),
            ("refreshInstance", renewal, "frozen"),
            ("refreshInstance", later, "active"),
            ("refreshInstance", renewal, "active"),
        ):
            self.send(v1(activity, values))
            instance = self.store.find_instance(which["instanceId"])
            self.assertEqual(instance and instance.status, status)
        self.assertEqual(instance and instance.expire_time, later["expireTime"])
    # koo:end

    def test_v1_rejections(self) -> None:
        values = {"customerId": "c", "orderId": "o", "productId": "p", "businessId": "b"}
        self.send(v1("newInstance", values, key="other"), "000001")
        self.send(v1("newInstance", values, time_stamp="20231332000000000"), "000002")
        self.send(v1("newInstance", values | {"email": "plain@example.com"}), "000002")
        self.send(v1("newInstance", values | {"orderId": ""}), "000002")
        self.send(v1("newInstance", values | {"orderId": "😀" * 32 + "."}), "000002")
        self.send(v1("newInstance", values | {"orderId": "😀" * 32}))
        self.send(v1("noSuchActivity", values), "000002")
    # koo:end
    # koo:if v2 online-license

    def test_v2(self) -> None:
        order = {"orderId": "o", "orderLineId": "o-1"}
        created = self.send(v2("newInstance", order | {"businessId": "b1"}))
        again = self.send(v2("newInstance", order | {"businessId": "b2"}))
        self.assertEqual(again, created)
        which = {"instanceId": created["instanceId"]}
        # koo:if online-license
        device = {"effectiveTime": "2023-10-27 10:30:15 z", "eventId": "e", "expireTime": "x"}
        self.send(v2("getLicenseAsync", which | device), "000903")
        device["deviceFingerprint"] = "f"
        self.send(v2("getLicenseAsync", which | device))
        # koo:end
        # koo:if v2
        info = self.send(v2("queryInstance", which))["info"]
        self.assertEqual([one["instanceId"] for one in info], [created["instanceId"]])
        # koo:end
        self.send(v2("releaseInstance", which))
        self.send(v2("releaseInstance", which))
        # koo:if v2
        self.send(v2("queryInstance", which), "000003")
        # koo:end
        # koo:if online-license
        self.send(v2("getLicenseAsync", which | device), "000003")
        # koo:end

    def test_error_is_rolled_back(self) -> None:
        order = {"orderId": "secret", "orderLineId": "o-1", "businessId": "b"}
        add_instance = Store.add_instance

        def fail(store: Store, instance: Instance) -> None:
            add_instance(store, instance)
            raise OSError(instance.order_id)

        failing = mock.patch.object(Store, "add_instance", fail)
        with failing, self.assertLogs("koogallery.callbacks", "ERROR") as logs:
            self.send(v2("newInstance", order), "000005")
        self.assertNotIn("secret", "".join(logs.output))
        self.assertIsNone(self.store.find_ordered("v2", "secret", "o-1"))
        self.send(v2("newInstance", order))

    def test_result_that_cannot_be_answered(self) -> None:
        order = {"orderId": "o", "orderLineId": "o-1", "businessId": "b"}
        # koo:if v2
        handlers = module.PROTOCOLS["v2"].handlers
        # koo:end
        # koo:if !v2
        handlers = module.PROTOCOLS["online-license"].handlers
        # koo:end
        for result in (None, {"instanceId": {1}}):
            new_instance = handlers["newInstance"]

            def handle(call: Any, result: Any = result, handler: Any = new_instance) -> Any:
                handler(call)
                return result

            failing = mock.patch.dict(handlers, {"newInstance": handle})
            with failing, self.assertLogs("koogallery.callbacks", "ERROR"):
                self.send(v2("newInstance", order), "000005")
            self.assertIsNone(self.store.find_ordered("v2", "o", "o-1"))

    def test_own_result_code(self) -> None:
        order = {"orderId": "o", "orderLineId": "o-1", "businessId": "b"}
        with mock.patch.object(Store, "add_instance", side_effect=Rejection("000999", "sold out")):
            self.send(v2("newInstance", order), "000999")

    def test_order_query(self) -> None:
        settings = replace(SETTINGS, order_api_credential=("ak", "sk"))
        self.callbacks = Callbacks(settings, self.store, now=lambda: NOW)
        order = {"orderId": "o", "orderLineId": "o-1", "businessId": "b"}
        with mock.patch.object(module, "query_order", return_value=None):
            self.send(v2("newInstance", order), "000002")
        with mock.patch.object(module, "query_order", side_effect=OpenApiError("closed")):
            self.send(v2("newInstance", order), "000005")
        self.assertIsNone(self.store.find_ordered("v2", "o", "o-1"))
    # koo:end
    # koo:if license-code

    def test_license_code(self) -> None:
        frozen = {"license": "CODE-1", "status": "FREEZE"}
        self.send(v2("updateLicenseCodeStatus", frozen))
        self.send(v2("updateLicenseCodeStatus", frozen | {"license": "CODE-2"}), "000003")
        self.send(v2("updateLicenseCodeStatus", frozen | {"status": "NORMAL"}), "000002")
        self.send(v2("releaseLicenseCode", {"license": "CODE-1"}))
        self.send(v2("releaseLicenseCode", {"license": "CODE-1"}))
        self.send(v2("updateLicenseCodeStatus", frozen), "000003")
    # koo:end
    # koo:if order-notify

    def test_order_notify(self) -> None:
        order = {"orderId": "o", "orderLineId": "o-1", "testFlag": "1"}
        self.send(v2("orderNotify", order))
        self.assertFalse(self.store.add_notified_order("o", "o-1"))
        self.send(v2("orderNotify", order))
    # koo:end
    # koo:if v2-base

    def test_v2_rejections(self) -> None:
        # Authentic, but not an activity.
        request = v2("noSuchActivity", {})
        self.send(request, "000002")
        self.send(request, "000001")
        # The same text is signed as with the 0 at the end of the nonce.
        moved = self.callbacks.handle(v2("noSuchActivity", {}, prefix="0"))
        self.assertIn("timestamp", moved.reason)
        self.send(v2("noSuchActivity", {}, key="other"), "000001")
        for seconds in (-60, 60):
            self.assertEqual(self.reason_at(seconds), "the server has no such interface")
        for seconds in (-61, 61):
            self.assertIn("60 s", self.reason_at(seconds))
        for body in (b"\xff", b"[]", b'{"a":NaN}', b'{"a":"\\ud800"}', b'{"a":' * 100_000, b""):
            self.send(v2("", {}, body=body), "000002")

    def test_body_that_is_canonical(self) -> None:
        request = v2("", {}, body=b'{"activity":"noSuchActivity"}')
        self.send(request, "000002")
        # To make the payload of 4 MiB takes a second.
        self.assertNotIn("payload", vars(request))

    def test_body_limit(self) -> None:
        for more, reason in ((0, "the server has no such interface"), (1, "the body is too long")):
            body = b'{"activity":"x"}'.ljust(1024 * 1024 + more)
            self.assertEqual(self.callbacks.handle(v2("", {}, body=body)).reason, reason)

    def reason_at(self, seconds: int) -> str:
        return self.callbacks.handle(v2("noSuchActivity", {}, now=NOW + seconds)).reason
    # koo:end
    # koo:if kit

    def test_kit(self) -> None:
        for send_kit in KITS:
            common = {"tenantId": "t", "flag": 1, "testFlag": 0, "timeStamp": "20231114221320000"}
            tenant = {"tenantCode": "c", "name": "华为", "domainName": "https://t.example.com"}
            self.send(send_kit("tenantSync", common | tenant))
            self.send(send_kit("tenantSync", common | tenant, key="other"), "000001")
            # koo:if v1 v2
            unknown = self.callbacks.handle(
                send_kit("tenantSync", common | tenant | {"instanceId": "unknown"})
            )
            self.assertEqual(unknown.reason, "the instance does not exist")
            # koo:end
            removed = {"instanceId": "unknown", "flag": 0}
            self.send(send_kit("tenantSync", common | tenant | removed))
            app = {"appId": "a", "clientId": "i", "clientSecret": "AAAA"}
            self.send(send_kit("applicationSync", common | app), "000101")
            secret = VECTORS["clientSecret"]["cases"][0]["clientSecret"]
            self.send(send_kit("applicationSync", common | app | {"clientSecret": secret}))
            department = {"orgCode": "d", "orgName": "n"}
            self.send(send_kit("singleOrgSync", common | department))
            self.send(send_kit("singleOrgSync", common | {"orgName": "n"}), "000002")

    def test_kit_body_limit(self) -> None:
        path = "/p/produceAPI/v2/allOrgSync"
        limit = 4 * 1024 * 1024
        self.assertEqual(max_body(path), limit)
        reply = self.callbacks.handle(Request("POST", path, b"", {}, b" " * (limit + 1)))
        self.assertEqual(reply.reason, "the body is too long")
    # koo:end
# koo:if v1


def v1(
    activity: str,
    values: dict[str, str],
    key: str = KEY,
    time_stamp: str = "20231114221320000",
) -> Request:
    params = {"activity": activity, "timeStamp": time_stamp} | values
    token = signing.auth_token(key, time_stamp, list(params.items()), "get")
    query = urlencode([*params.items(), ("authToken", token)]).encode()
    return Request("GET", "/saasproduce", query, {}, b"")
# koo:end
# koo:if v2-base


def v2(
    activity: str,
    values: dict[str, Any],
    key: str = KEY,
    now: float = NOW,
    body: bytes | None = None,
    prefix: str = "",
) -> Request:
    if body is None:
        body = json.dumps({"activity": activity} | values).encode()
    timestamp, nonce = prefix + str(int(now * 1000)), uuid.uuid4().hex
    signature = signing.v2_signature(key, signing.canonical_payload(body), timestamp, nonce)
    query = urlencode({"signature": signature.lower(), "timestamp": timestamp, "nonce": nonce})
    return Request("POST", "/saasproduce", query.encode(), {}, body)
# koo:end
# koo:if v1-kit


def v1_kit(activity: str, values: dict[str, Any], key: str = KEY) -> Request:
    params = [(name, str(value)) for name, value in values.items()]
    token = signing.auth_token(key, values["timeStamp"], params, "post")
    body = json.dumps(values).encode()
    return Request("POST", f"/p/produceAPI/{activity}", b"", {"authtoken": f'"{token}"'}, body)
# koo:end
# koo:if v2-kit


def v2_kit(activity: str, values: dict[str, Any], key: str = KEY) -> Request:
    body = json.dumps(values).encode()
    timestamp, nonce = str(int(NOW * 1000)), uuid.uuid4().hex
    sign = signing.kit_signature(key, signing.canonical_payload(body), timestamp, nonce)
    headers = {"x-sign": sign, "x-timestamp": timestamp, "x-nonce": nonce}
    return Request("POST", f"/p/produceAPI/v2/{activity}", b"", headers, body)
# koo:end
# koo:if kit


KITS = [
    # koo:if v1-kit
    v1_kit,
    # koo:end
    # koo:if v2-kit
    v2_kit,
    # koo:end
]
# koo:end


if __name__ == "__main__":
    unittest.main()
