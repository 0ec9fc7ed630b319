"""A server of ours on this machine, which plays a script: one act a request."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

TABLE = ("CODGEO;P22_POP\n" + "33284;12043\n" * 4000).encode()


class Act(NamedTuple):
    """One answer. ``sent``: so many bytes, then the connection is cut; ``ranges``: parts are given."""

    body: bytes = b""
    status: int = 200
    etag: str = ""
    sent: int | None = None
    says: int | None = None  # Content-Length, where it is another
    ranges: bool = True
    if_range: bool = True  # whether the server heeds the header
    length: bool = True
    sleep: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


class Server(ThreadingHTTPServer):
    """Plays ``acts``, the last of them for ever; ``asked`` has the headers of each request."""

    daemon_threads = True
    acts: list[Act]
    asked: list[dict[str, str]]


class Handler(BaseHTTPRequestHandler):
    """Does the next act, whatever is asked for."""

    server: Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        act = self.server.acts.pop(0) if len(self.server.acts) > 1 else self.server.acts[0]
        time.sleep(act.sleep)
        status, body, begin = act.status, act.body, 0
        wanted = self.headers.get("Range")
        fits = not act.if_range or self.headers.get("If-Range") == act.etag
        if act.etag and self.headers.get("If-None-Match") == act.etag:
            status, body = 304, b""
        elif status == 200 and wanted and act.ranges and fits:
            begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
            status, body = 206, body[begin:]
        self.send_response(status)
        if act.etag:
            self.send_header("ETag", act.etag)
        if act.length and status != 304:
            self.send_header("Content-Length", str(len(body) if act.says is None else act.says))
        if status == 206:
            self.send_header("Content-Range", f"bytes {begin}-{len(act.body) - 1}/{len(act.body)}")
        for name, value in act.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if act.sent is None else body[: act.sent])
        self.close_connection = True


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs meanwhile."""
    one = Server(("127.0.0.1", 0), Handler)
    one.acts, one.asked = [], []
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
