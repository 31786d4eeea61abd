"""`make chaos`: faults at length, each kind counted. `python -m tests.chaos [SHARE]`, 1 is the long form."""

import sys
import tempfile
from pathlib import Path

from tests.chaos.hostile import hostile_sites
from tests.chaos.kills import kill_commands, kill_in_rooms, made_roots
from tests.chaos.mangling import mangle_goldens, mangle_real
from tests.chaos.state import break_state
from tests.chaos.tally import Tally


def main(share: float) -> int:
    tallies: list[Tally] = []

    def told(tally: Tally) -> None:
        print(tally, flush=True)
        tallies.append(tally)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told(hostile_sites(folder, round(150 * share)))
        told(mangle_goldens(round(10_500 * share)))
        told(mangle_real(round(150 * share)))
        with made_roots(folder) as roots:
            told(break_state(roots, folder, share))
            told(kill_in_rooms(roots, folder, round(270 * share)))
            told(kill_commands(roots, folder, round(50 * share)))
    wrong = sum(tally.counts["WRONG"] for tally in tallies)
    print(f"{sum(tally.counts.total() for tally in tallies)} faults, {wrong} with a wrong end")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
