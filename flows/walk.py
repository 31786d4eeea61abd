"""What a walk through the rooms works with."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flows.runs import Run
from flows.spread import Spread
from sources.settings import Settings

SITE = "cmsfees-site"  # CMS sees one of our runs at a time
WAREHOUSE = "cmsfees-warehouse"  # one at a time builds and publishes


@dataclass(frozen=True)
class Walk:
    """`near` spreads work over this process, `far` over whatever workers share our storage."""

    settings: Settings
    run: Run
    near: Spread
    far: Spread
    alone: Callable[[str], AbstractContextManager[None]]  # hold one of the names above
