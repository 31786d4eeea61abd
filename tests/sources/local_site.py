"""A small server over a copy of CMS's site, on loopback, that can misbehave on demand.

with serve(root) as url:                        # page /a/b is root/a/b.html
    Settings(site=url, …)
local = LocalSite(root, earlier=folder)         # what CMS served before it re-posted, until set to None
local.faults["/files/zip/x.zip"] = [Fault(status=503), Fault(cut_at=1000)]   # one a request, then well
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

LICENSE_PAGES = {"/license/ama": "license/ama.html", "/apps/ama/license.asp": "apps/ama/license.asp.html"}


@dataclass(frozen=True)
class Fault:
    """How one answer goes wrong; what is not stated goes as usual."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut_at: int | None = None  # close the connection after so many bytes
    stall: float = 0.0  # seconds before each 64 KiB of body
    trickle: float = 0.0  # seconds after each 10 bytes of body
    then: Callable[[], None] | None = None  # what happens at CMS just after this answer


@dataclass
class LocalSite:
    root: Path
    earlier: Path | None = None
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    etag: bool = True
    last_modified: bool = True
    ranges: bool = True
    log: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)  # method, path, request headers

    def file(self, path: str) -> Path | None:
        if path in LICENSE_PAGES:
            return self.root / LICENSE_PAGES[path]
        for root in (self.earlier, self.root):
            for name in (path, f"{path}.html"):
                if root and (root / name.lstrip("/")).is_file():
                    return root / name.lstrip("/")
        return None

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.log]


@contextmanager
def serve(
    site: LocalSite | Path, earlier: Path | None = None, faults: dict[str, list[Fault]] | None = None
) -> Iterator[str]:
    """Serve until the block ends; yields the base URL."""
    local = site if isinstance(site, LocalSite) else LocalSite(site, earlier, faults or {})
    handler = type("Handler", (_Handler,), {"local": local})
    server = _Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that disconnect; tests do this on purpose."""


class _Handler(BaseHTTPRequestHandler):
    local: LocalSite
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.local.log.append((self.command, path, {k.lower(): v for k, v in self.headers.items()}))
        waiting = self.local.faults.get(path, [])
        fault = waiting.pop(0) if waiting else Fault()
        self._faulty(path, fault)
        if fault.then:
            fault.then()

    def _faulty(self, path: str, fault: Fault) -> None:
        file = self.local.file(path)
        if fault.status != 200:
            self._answer(fault.status, fault.body or b"", fault, fault.headers)
        elif fault.body is not None:
            self._answer(200, fault.body, fault, {"Content-Type": "text/html"} | fault.headers)
        elif file is None:
            self._answer(404, b"<html><body>Page not found</body></html>", fault, {})
        else:
            self._file(file, fault)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _file(self, file: Path, fault: Fault) -> None:
        body = file.read_bytes()
        headers = self._validators(file, body) | fault.headers
        if self.headers.get("If-None-Match") and self.headers["If-None-Match"] == headers.get("ETag"):
            return self._answer(304, b"", fault, headers)
        start = self._range_start(headers)
        if start is None:
            return self._answer(200, body, fault, headers)
        if start >= len(body):
            return self._answer(416, b"", fault, {"Content-Range": f"bytes */{len(body)}"})
        headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return self._answer(206, body[start:], fault, headers)

    def _validators(self, file: Path, body: bytes) -> dict[str, str]:
        kind = "text/html; charset=utf-8" if file.suffix == ".html" else "application/zip"
        headers = {"Content-Type": kind}
        if self.local.etag:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.local.last_modified:
            headers["Last-Modified"] = formatdate(file.stat().st_mtime, usegmt=True)
        return headers

    def _range_start(self, headers: dict[str, str]) -> int | None:
        asked, condition = self.headers.get("Range", ""), self.headers.get("If-Range")
        current = (headers.get("ETag"), headers.get("Last-Modified"))
        if not self.local.ranges or not asked.endswith("-") or (condition and condition not in current):
            return None
        return int(asked.removeprefix("bytes=").removesuffix("-"))

    def _answer(self, status: int, body: bytes, fault: Fault, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD" or status == 304:
            return
        step = 10 if fault.trickle else 1 << 16
        try:
            for at in range(0, len(body[: fault.cut_at]), step):
                time.sleep(fault.stall)
                self.wfile.write(body[at : min(at + step, fault.cut_at or len(body))])
                time.sleep(fault.trickle)
        except (BrokenPipeError, ConnectionResetError):
            return
        if fault.cut_at is not None:
            self.close_connection = True
