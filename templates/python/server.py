"""The HTTP server: waitress, which reads all requests in one thread, with limits of our own."""

import time
from functools import partial
from io import BytesIO
from threading import Lock
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from koogallery.callbacks import max_body

MAX_CONNECTIONS = 500
# Calls at work at the same time. They are complete: a slow sender occupies none of these.
THREADS = 32
# Of calls with long bodies, whose JSON takes twenty times the memory and a second.
LONG_THREADS = 2
# Seconds from the first to the last byte of a request.
REQUEST_TIME = 15
# Seconds that a connection stays open for the next request: it occupies a place meanwhile.
IDLE_TIME = 5
# Bodies up to this length are read at any time, longer ones if there is room for them.
SHORT_BODY = 64 * 1024
ROOM = 64 * 1024 * 1024
# A body that is refused is read and discarded, so that its sender gets the reply, but not without end.
MAX_READ = 16 * 1024 * 1024
# Of the lines between the chunks of a body.
MAX_LINE = 4096
# Requests of a connection that are sent without waiting for replies.
MAX_AHEAD = 8


class Budget:
    """The bytes of long bodies that may be in memory. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = Lock()

    def take(self, count: int) -> bool:
        """Takes bytes; returns whether there were as many."""
        with self._lock:
            if count > self._left:
                return False
            self._left -= count
            return True

    def give_back(self, count: int) -> None:
        """Returns bytes that were taken."""
        with self._lock:
            self._left += count


class _Nothing(OverflowableBuffer):
    """Keeps nothing of a body that is refused."""

    def append(self, data: bytes) -> None:
        pass

    def getfile(self) -> BytesIO:
        return BytesIO()


class _Parser(HTTPRequestParser):
    """Reads a request, and decides by the length of its body whether it is refused."""

    # Result code and reason.
    rejection: tuple[str, str] | None = None
    _taken = 0

    def __init__(self, adj: Adjustments, budget: Budget) -> None:
        super().__init__(adj)
        self._budget = budget

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.body_rcv is not None and self.error is None:
            self._limit()
        return consumed

    def _limit(self) -> None:
        size = len(self.body_rcv)
        if self.rejection is None:
            if max(self.content_length, size) > max_body(self.path):
                self._reject("000002", "the body is too long")
            elif size > SHORT_BODY and not self._take(size):
                # KooGallery repeats the call.
                self._reject("000005", "the server is busy")
        line = len(self.body_rcv.control_line + self.body_rcv.trailer) if self.chunked else 0
        if self.body_bytes_received > MAX_READ or line > MAX_LINE:
            self._reject("000002", "the body is too long")
            self.completed = True

    def _take(self, size: int) -> bool:
        if not self._budget.take(size - self._taken):
            return False
        self._taken = size
        return True

    def _reject(self, result_code: str, reason: str) -> None:
        self.close()
        self.body_rcv.buf = _Nothing(0)
        self.rejection = (result_code, reason)
        # As if the client had asked for it: the connection ends with the reply.
        self.headers["CONNECTION"] = "close"

    def close(self) -> None:
        """Frees the body."""
        super().close()
        self._budget.give_back(self._taken)
        self._taken = 0


class _Task(WSGITask):
    def get_environment(self) -> dict[str, Any]:
        return super().get_environment() | {"koogallery.rejection": self.request.rejection}


class _Channel(HTTPChannel):
    """A connection. What it does for a call runs in a thread of its own, all else in that of the server."""

    task_class = _Task

    def __init__(self, server: "Server", *args: Any, **options: Any) -> None:
        self.parser_class = partial(_Parser, budget=server.budget)
        self._idle_until = self._request_until = time.monotonic() + REQUEST_TIME
        super().__init__(server, *args, **options)

    def is_overdue(self, now: float) -> bool:
        """Whether the connection has had its time."""
        if self.requests:
            self._idle_until = now + IDLE_TIME
            return False
        return now > (self._idle_until if self.request is None else self._request_until)

    def is_busy(self) -> bool:
        """Whether a call is at work, or its reply not yet sent."""
        return bool(self.requests or self.total_outbufs_len)

    def readable(self) -> bool:
        return not self.server.is_stopping and super().readable()

    def received(self, data: bytes) -> bool:
        now, request = time.monotonic(), self.request
        result: bool = super().received(data)
        if self.request is not request:
            self._request_until = now + REQUEST_TIME
        with self.requests_lock:
            if self.requests:
                self._idle_until = now + IDLE_TIME
            if len(self.requests) >= MAX_AHEAD:
                del self.requests[MAX_AHEAD:]
                self.requests[-1].headers["CONNECTION"] = "close"
        return result

    def service(self) -> None:
        super().service()
        self._idle_until = time.monotonic() + IDLE_TIME

    def handle_close(self) -> None:
        super().handle_close()
        if self.request is not None:
            self.request.close()


class Server(TcpWSGIServer):
    """Serves a WSGI application, which gets why a body was not read as `koogallery.rejection`."""

    channel_class = _Channel

    def __init__(self, application: Any, host: str, port: int) -> None:
        self.budget = Budget(ROOM)
        self.is_stopping = False
        is_ipv6 = ":" in host
        adjustments = Adjustments(
            host=host,
            port=port,
            ipv4=not is_ipv6,
            ipv6=is_ipv6,
            ident=None,
            threads=THREADS,
            connection_limit=MAX_CONNECTIONS,
            recv_bytes=SHORT_BODY,
            # Parameters in a query may be long.
            max_request_header_size=64 * 1024,
            # Here it would answer with HTTP status 413: the parser has the limit.
            max_request_body_size=1 << 62,
            # The budget limits the memory for bodies, so none becomes a file.
            inbuf_overflow=MAX_READ,
        )
        super().__init__(application, map={}, _start=False, adj=adjustments)
        self._long_calls = ThreadedTaskDispatcher()
        self._long_calls.set_thread_count(LONG_THREADS)

    def add_task(self, task: _Channel) -> None:
        """Queues the next call of a connection: a long one does not wait in the way of short ones."""
        is_long = task.requests[0].body_bytes_received > SHORT_BODY
        (self._long_calls if is_long else self.task_dispatcher).add_task(task)

    def stop(self) -> None:
        """Ends `run`; for signals and threads."""
        self.is_stopping = True
        self.pull_trigger()

    def run(self) -> None:
        """Serves until `stop`, and then until the calls that are complete have their replies."""
        self.accept_connections()
        checked = time.monotonic()
        while not self.is_stopping or any(one.is_busy() for one in self._channels()):
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
            now = time.monotonic()
            if now >= checked + 1:
                checked = now
                for channel in self._channels():
                    if channel.is_overdue(now):
                        channel.handle_close()
            if self.is_stopping:
                # Refuses connections.
                wasyncore.dispatcher.close(self)

    def _channels(self) -> list[_Channel]:
        return list(self.active_channels.values())
