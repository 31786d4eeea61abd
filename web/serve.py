"""Run the web server: uvicorn with one or more workers."""

import logging

import uvicorn

from web.settings import WebSettings
from web.snapshot import CurrentSnapshot

LONGEST_HEADERS = 16 * 1024


def serve(host: str, port: int, workers: int) -> None:
    """Serve until interrupted. Raises `NoSuchSnapshot` if the channel has no snapshot."""
    logging.getLogger("cmsfees.web").addHandler(logging.StreamHandler())
    CurrentSnapshot(WebSettings()).close()  # fails here, not in a worker, if there is no snapshot
    uvicorn.run(
        "web.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        server_header=False,
        log_level="warning",
        limit_concurrency=512,
        timeout_keep_alive=20,
        h11_max_incomplete_event_size=LONGEST_HEADERS,
    )
