"""Serve a copy of CMS's site on the loopback interface, for the demo and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@contextmanager
def serve_sample(root: Path) -> Iterator[str]:
    """Serve `root` until the block ends; yields the base URL. `/a/b` is the file `a/b` or `a/b.html`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(root)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Site(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        file = Path(super().translate_path(path))
        page = file.with_name(f"{file.name}.html")
        return str(page if page.is_file() else file)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the client reports its requests."""
