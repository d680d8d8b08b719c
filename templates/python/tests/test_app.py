"""Requests through Flask: replies and the log."""

import json
import unittest
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

from app import create_app
from koogallery.store import Store
from tests.test_callbacks import SETTINGS


class AppTest(unittest.TestCase):
    def setUp(self) -> None:
        store = Store(":memory:")
        self.addCleanup(store.close)
        with redirect_stderr(StringIO()):
            self.client = create_app(SETTINGS, store).test_client()

    def send(self, method: str, log_line: str, **options: Any) -> None:
        with redirect_stdout(StringIO()) as log:
            reply = self.client.open("/secret?secret=1", method=method, **options)
        self.assertEqual(reply.status_code, 200)
        self.assertEqual(reply.content_type, "application/json;charset=UTF-8")
        self.assertEqual(json.loads(reply.data)["resultCode"], "000002")
        self.assertRegex(log.getvalue(), rf"^\S+Z {log_line}\n$")

    def test_log_has_no_value(self) -> None:
        line = r"- - 000002 \d+ ms the server has no such interface"
        self.send("\x1b[31msecret", line, data=b"secret")

    def test_database_that_cannot_be_used(self) -> None:
        settings = replace(SETTINGS, database="/dev/null/test.db")
        with redirect_stderr(StringIO()) as errors, self.assertRaises(SystemExit) as end:
            create_app(settings)
        self.assertEqual(end.exception.code, 2)
        self.assertRegex(errors.getvalue(), r"DATABASE cannot be used: .*Not a directory.*\n$")

    def test_too_long_body(self) -> None:
        line = r"POST - 000002 \d+ ms the body is too long"
        long = b" " * (1024 * 1024 + 1)
        self.send("POST", line, data=long)
        # Without a length, as in chunks.
        chunked = {"wsgi.input_terminated": True}
        self.send("POST", line, input_stream=BytesIO(long), environ_overrides=chunked)

    def test_body_that_the_server_refuses(self) -> None:
        refused = {"koogallery.rejection": ("000002", "the reason")}
        self.send("POST", r"POST - 000002 \d+ ms the reason", environ_overrides=refused)


if __name__ == "__main__":
    unittest.main()
