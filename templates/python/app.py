"""The server: an adapter between Flask and the callbacks. Run with: python3 app.py"""

import io
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from typing import NoReturn

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from koogallery.authentication import Request
from koogallery.callbacks import Callbacks, max_body
from koogallery.settings import Settings, SettingsError, read_settings
from koogallery.store import Store


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Creates the application, for a WSGI server: gunicorn 'app:create_app()'."""
    settings = settings or _settings()
    # koo:if orders
    if settings.order_api_credential is None:
        print("KOO_ORDER_API_AK is not set: orders are not queried", file=sys.stderr)
    # koo:end
    store = store or _store(settings)
    # koo:if license-code
    for code in settings.license_codes:
        store.add_license_code(code)
    # koo:end
    callbacks = Callbacks(settings, store)
    app = Flask(__name__, static_folder=None)

    # Before routing, so that every method and path gets here as it was sent.
    @app.before_request
    def handle() -> Response:
        started = time.monotonic()
        # A body without a length is cut off here, so one byte more shows that it is too long.
        request.max_content_length = max_body(request.path) + 1
        try:
            body, is_too_long = request.get_data(), False
        except RequestEntityTooLarge:
            body, is_too_long = b"", True
        headers = {name.lower(): value for name, value in request.headers}
        call = Request(request.method, request.path, request.query_string, headers, body)
        reply = callbacks.handle(call, is_too_long)
        milliseconds = round((time.monotonic() - started) * 1000)
        _log(request.method, reply.activity, reply.result_code, milliseconds, reply.reason)
        return Response(reply.body, headers=reply.headers)

    return app


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        _fail(error)


def _store(settings: Settings) -> Store:
    try:
        return Store(settings.database)
    except SettingsError as error:
        _fail(error)


def _fail(error: SettingsError) -> NoReturn:
    print(error, file=sys.stderr)
    sys.exit(2)


def _log(method: str, activity: str, result_code: str, milliseconds: int, reason: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    # A client can send any text as the method.
    method = method if method in ("GET", "POST") else "-"
    line = f"{now} {method} {activity or '-'} {result_code} {milliseconds} ms {reason}"
    # One write, so that lines of several threads do not mix.
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()


class _Bounded(io.RawIOBase):
    """The first 16 MiB of a connection; Werkzeug would discard up to 10 GB after the reply."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._left = 16 * 1024 * 1024

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:
        count = self._raw.readinto(memoryview(buffer)[: self._left])
        self._left -= count or 0
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Handler(WSGIRequestHandler):
    # A client that sends nothing must not occupy a thread forever, nor delay the end of the server.
    timeout = 5

    def setup(self) -> None:
        super().setup()
        self.rfile = io.BufferedReader(_Bounded(self.rfile.detach()))

    def log(self, type: str, message: str, *args: object) -> None:
        """Logs nothing: requests contain personal data."""


class _Server(ThreadedWSGIServer):
    # Closing the server waits for running calls.
    daemon_threads = False


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    settings = _settings()

    def stop(*_: object) -> None:
        threading.Thread(target=server.shutdown).start()

    # Before the server listens: a signal may arrive as soon as it does.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server = _Server(settings.host, settings.port, create_app(settings), _Handler)
    print(f"Listening on http://{settings.host}:{server.port}", file=sys.stderr)
    server.serve_forever()


if __name__ == "__main__":
    main()
