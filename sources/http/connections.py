"""Track a client's sockets, so that a stopped run can wake threads that are waiting on them."""

from contextlib import suppress
from socket import SHUT_RDWR, socket
from typing import Any
from weakref import WeakSet

CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Connections:
    """The open sockets: closing httpx's client does not wake a waiting thread; closing its socket does."""

    def __init__(self) -> None:
        self.sockets: WeakSet[socket] = WeakSet()
        self.is_closed = False

    def trace(self, event: str, details: dict[str, Any]) -> None:
        """Record new sockets; used as httpx's `trace` extension."""
        if event in CONNECTED:
            self.sockets.add(details["return_value"].get_extra_info("socket"))

    def close_sockets(self) -> None:
        self.is_closed = True
        for connected in list(self.sockets):
            with suppress(OSError):
                connected.shutdown(SHUT_RDWR)
