"""The server: an adapter between Flask and the callbacks. Run with: python3 app.py"""

import logging
import signal
import sys
import time
from datetime import UTC, datetime
from typing import NoReturn

from flask import Flask, Response, request

from koogallery.authentication import Request
from koogallery.callbacks import Callbacks
from koogallery.settings import Settings, SettingsError, read_settings
from koogallery.store import Store
from server import Server


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Creates the WSGI application."""
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
        # The server has not kept a body that it refuses.
        rejection = request.environ.get("koogallery.rejection")
        body = b"" if rejection else request.get_data()
        headers = {name.lower(): value for name, value in request.headers}
        call = Request(request.method, request.path, request.query_string, headers, body)
        reply = callbacks.handle(call, rejection)
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


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    settings = _settings()
    # What it logs contains parts of requests.
    logging.getLogger("waitress").addHandler(logging.NullHandler())
    logging.getLogger("waitress").propagate = False
    try:
        server = Server(create_app(settings), settings.host, settings.port)
    except (OSError, ValueError) as error:
        print(f"HOST or PORT cannot be used: {error}", file=sys.stderr)
        sys.exit(1)
    # Before the server listens: a signal may arrive as soon as it does.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    print(f"Listening on http://{settings.host}:{server.effective_port}", file=sys.stderr)
    server.run()


if __name__ == "__main__":
    main()
