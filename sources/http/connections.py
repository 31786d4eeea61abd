"""The connections of one client, so that threads which wait on one can be woken when the run is stopped."""

from contextlib import suppress
from socket import SHUT_RDWR, socket
from typing import Any
from weakref import WeakSet

CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Connections:
    """Closing httpx's client wakes no thread that waits for an answer; shutting its socket down does."""

    def __init__(self) -> None:
        self.sockets: WeakSet[socket] = WeakSet()
        self.hung_up = False

    def trace(self, event: str, about: dict[str, Any]) -> None:
        """httpx's extension `trace`."""
        if event in CONNECTED:
            self.sockets.add(about["return_value"].get_extra_info("socket"))

    def close_sockets(self) -> None:
        self.hung_up = True
        for connected in list(self.sockets):
            with suppress(OSError):
                connected.shutdown(SHUT_RDWR)
