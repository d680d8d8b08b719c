# koo:if orders v1
# koo:if orders on-demand
"""Calls of the open API, with replies that do not come from it."""

import json
# koo:if orders
import threading
# koo:end
import unittest
# koo:if on-demand
# koo:if instances
from contextlib import redirect_stderr
# koo:end
# koo:end
from dataclasses import replace
# koo:if orders
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
# koo:end
from io import BytesIO
# koo:if on-demand
# koo:if instances
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
# koo:end
# koo:end
from typing import Any
from unittest import mock
# koo:if orders
from urllib.error import HTTPError, URLError
# koo:end

from koogallery.open_api import OpenApiError
# koo:if on-demand
# koo:if instances
from koogallery.open_api import push_usage
# koo:end
# koo:end
# koo:if orders
from koogallery.open_api import query_order
# koo:end
# koo:if on-demand
# koo:if instances
from koogallery.settings import SettingsError
from koogallery.store import Store
from push_usage import open_store, pending, period, push, usage_records
# koo:end
# koo:end
from tests import test_callbacks

_OPEN = "koogallery.open_api._OPENER.open"
SETTINGS = replace(test_callbacks.SETTINGS, order_api_credential=("ak", "sk"))


def replying(value: Any) -> Any:
    return mock.patch(_OPEN, return_value=BytesIO(json.dumps(value).encode()))


class OpenApiTest(unittest.TestCase):
    # koo:if orders
    def test_order(self) -> None:
        line = {
            "orderLineId": "o-2",
            "chargingMode": "PERIOD",
            "expireTime": "20260131000000",
            "periodType": "month",
            "productInfo": [{"productId": "p", "skuCode": "s", "linearValue": 3}],
        }
        info = {"orderLine": [{"orderLineId": "o-1"}, line], "buyerInfo": {"customerId": "c"}}
        with replying({"resultCode": "MKT.0000", "orderInfo": info}) as urlopen:
            order = query_order(SETTINGS, "o", "o-2")
        assert order is not None
        self.assertEqual((order.product_id, order.customer_id), ("p", "c"))
        self.assertEqual((order.charging_mode, order.expire_time), ("1", "20260131000000"))
        self.assertEqual((order.bought["skuCode"], order.bought["periodType"]), ("s", "month"))
        self.assertEqual(order.bought["parameters"], [])
        request = urlopen.call_args.args[0]
        self.assertEqual(request.method, "GET")
        self.assertIn("/order/query?orderId=o&orderLineId=o-2", request.full_url)
        self.assertIn("SDK-HMAC-SHA256 Access=ak, ", request.get_header("Authorization"))
        with replying({"resultCode": "MKT.0000", "orderInfo": info}):
            self.assertIsNone(query_order(SETTINGS, "o", "o-3"))

    def test_order_that_does_not_exist(self) -> None:
        error = HTTPError("", 400, "", Message(), BytesIO(b'{"resultCode": "MKT.0150"}'))
        with mock.patch(_OPEN, side_effect=error):
            self.assertIsNone(query_order(SETTINGS, "o", "o-1"))
        self.assertTrue(error.closed)

    def test_errors(self) -> None:
        too_long = {"resultCode": "MKT.0150", "more": "1" * 1024 * 1024}
        values: list[Any] = [[], {}, {"resultCode": "MKT.9999"}, too_long]
        for value in values:
            with replying(value), self.assertRaises(OpenApiError):
                query_order(SETTINGS, "o", "o-1")
        for error in (URLError("secret"), TimeoutError("secret")):
            with mock.patch(_OPEN, side_effect=error):
                with self.assertRaisesRegex(OpenApiError, f": {type(error).__name__}$"):
                    query_order(SETTINGS, "o", "o-1")

    def test_redirection(self) -> None:
        paths = []

        class Redirection(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                paths.append(self.path)
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        with HTTPServer(("127.0.0.1", 0), Redirection) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            settings = replace(SETTINGS, order_api_url=f"http://127.0.0.1:{server.server_port}")
            with self.assertRaises(OpenApiError):
                query_order(settings, "o", "o-1")
            server.shutdown()
        self.assertEqual(len(paths), 1)
    # koo:end
    # koo:if on-demand
    # koo:if instances

    def test_usage_records(self) -> None:
        store = Store(":memory:")
        self.addCleanup(store.close)
        midnight = 1_767_225_600
        # Used from 22:30 of the day before until 01:15.
        store.start_usage("i", midnight - 5400)
        store.stop_usage("i", midnight + 4500)
        day = period("2026-01-01", midnight + 86_400)
        records = list(usage_records(store, *day))
        times = [(one["begin_time"], one["end_time"], one["usage_value"]) for one in records]
        expected = [
            ("20260101T000000Z", "20260101T010000Z", "1.0000"),
            ("20260101T010000Z", "20260101T011500Z", "0.2500"),
        ]
        self.assertEqual(times, expected)
        self.assertEqual(records, list(usage_records(store, *day)))
        self.assertEqual(pending(store, *period("2026-01-02", midnight + 172_800)), [])
        # The hour that has begun is not over.
        recent = pending(store, *period(None, midnight + 7199))
        self.assertEqual([one["begin_time"] for one in recent][-1], "20260101T000000Z")
        self.assertEqual(len(recent), 3)
        with self.assertRaises(ValueError):
            period("2026-01-01", midnight + 86_399)

    def test_pending_usage(self) -> None:
        store = Store(":memory:")
        self.addCleanup(store.close)
        now = 1_767_225_600 + 600
        store.start_usage("i", now - 30 * 86_400)
        start, stop = period(None, now)
        # More than two days of them, none older than KooGallery takes.
        self.assertEqual((stop, now - start <= 21 * 86_400), (now - 600, True))
        records = pending(store, start, stop)
        self.assertEqual(len(records), 21 * 24 - 1)
        self.assertEqual(len(pending(store, start - 21 * 86_400, start)), 9 * 24 + 1)
        rejected = {"metering_sn": records[0]["metering_sn"], "error_code": "003"}
        with replying({"error_code": "MKT.0000", "data": {"errors": [rejected]}}):
            with redirect_stderr(StringIO()) as errors:
                self.assertEqual(push(SETTINGS, store, records), len(records) - 1)
        self.assertIn("rejected: 003", errors.getvalue())
        self.assertEqual(pending(store, start, stop), records[:1])

    def test_usage_without_database(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "other.db"
            with self.assertRaisesRegex(SettingsError, "other.db does not exist"):
                open_store(str(path))
            self.assertFalse(path.exists())

    def test_rejected_usage(self) -> None:
        rejected = {"metering_sn": "sn", "error_code": "003"}
        with replying({"error_code": "MKT.0000", "data": {"errors": [rejected]}}):
            self.assertEqual(push_usage(SETTINGS, [{"metering_sn": "sn"}]), {"sn": "003"})
        with replying({"error_code": "MKT.0000"}):
            self.assertEqual(push_usage(SETTINGS, [{"metering_sn": "sn"}]), {})
        with replying({"error_code": "MKT.0000", "result": {"x": {"y": [rejected]}}}):
            self.assertEqual(push_usage(SETTINGS, [{"metering_sn": "sn"}]), {"sn": "003"})
        nested, partial = rejected | {"more": [rejected]}, {"metering_sn": "sn"}
        for data in (["sn"], {"sn": "003"}, {"failed": 1}, "no", [{}], [nested], [partial]):
            value = {"error_code": "MKT.0000", "data": data}
            with replying(value), self.assertRaises(OpenApiError):
                push_usage(SETTINGS, [{"metering_sn": "sn"}])
        doubtful = {"error_code": "MKT.0000", "error_msg": "1 failed"}
        for value in ({"error_code": "MKT.0101"}, doubtful):
            with replying(value), self.assertRaises(OpenApiError):
                push_usage(SETTINGS, [{"metering_sn": "sn"}])
    # koo:end
    # koo:end


if __name__ == "__main__":
    unittest.main()
# koo:end
# koo:end
