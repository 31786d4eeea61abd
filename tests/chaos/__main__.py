"""`make chaos`: faults at length, each kind counted. `python -m tests.chaos [SHARE] [KIND …] [--seed N]`.

SHARE 1 is the long form; a kind is one of `KINDS`, and without any all of them run.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.chaos.hostile import hostile_sites
from tests.chaos.kills import kill_commands, kill_in_rooms, made_roots
from tests.chaos.mangling import mangle_goldens, mangle_real
from tests.chaos.state import break_state
from tests.chaos.tally import Tally

Faults = Callable[[Path, float, int], Tally]


def _state(folder: Path, share: float, seed: int) -> Tally:
    with made_roots(folder / "state") as roots:
        return break_state(roots, folder, share)


def _rooms(folder: Path, share: float, seed: int) -> Tally:
    with made_roots(folder / "rooms") as roots:
        return kill_in_rooms(roots, folder, round(270 * share), seed)


def _commands(folder: Path, share: float, seed: int) -> Tally:
    with made_roots(folder / "commands") as roots:
        return kill_commands(roots, folder, round(50 * share), seed)


KINDS: dict[str, Faults] = {
    "hostile": lambda folder, share, seed: hostile_sites(folder, round(150 * share), seed),
    "mangled": lambda folder, share, seed: mangle_goldens(round(10_500 * share), seed),
    "real": lambda folder, share, seed: mangle_real(round(150 * share), seed),
    "state": _state,
    "rooms": _rooms,
    "commands": _commands,
}


def main() -> int:
    """Exit status 1 if any fault came to a wrong end."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("share", nargs="?", type=float, default=1.0)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    tallies = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in asked.kinds or KINDS:
            tallies.append(KINDS[kind](Path(folder), asked.share, asked.seed))
            print(tallies[-1], flush=True)
    wrong = sum(tally.counts["WRONG"] for tally in tallies)
    print(f"{sum(tally.counts.total() for tally in tallies)} faults, {wrong} with a wrong end")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
