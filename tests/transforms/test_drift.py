"""Files as CMS may post them next are read, in part where a side file is broken, or in doubt; never wrong."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.transforms.drift_adverse import DOUBTFUL
from tests.transforms.drift_outcome import KINDS, Truth, drifted, outcome, trials, truth
from tests.transforms.test_conformed import MEMBERS, RELEASE, posted
from tests.transforms.test_corrections import settled
from transforms.tables import TABLES

# What one row in a dozen, or one column with two names alike, does not decide.
READ = 0.97  # share of drifted zips that are read, with one kind of drift and with two
IN_DOUBT = {"zeros_lost_before_letters", "header_gone", "saved_by_a_spreadsheet", "misspelled", "blanks_lost"}


@pytest.fixture(scope="module")
def goldens(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return truth(posted(tmp_path_factory.mktemp("drift"), MEMBERS), RELEASE)


@pytest.mark.parametrize("kind", KINDS)
def test_drifted_goldens(goldens: Truth, kind: str) -> None:
    results = Counter(
        outcome(goldens, *made, (kind,)).partition(":")[0]
        for seed in range(2)
        if (made := drifted(goldens, (kind,), Random(f"{kind} {seed}")))
    )
    assert "wrong" not in results
    assert not results["doubt"] or kind in IN_DOUBT


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_figures_that_may_have_lost_digits_are_not_read(kind: str, tmp_path: Path) -> None:
    """Exponents round, and points may divide thousands: the rows are set aside, or the file is in doubt."""
    rows = [f"{70000 + i // 10},TC,A,0111{i % 10},00,{1000 + i}.25,{1000 + i}.25" for i in range(30)]
    cap = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILITY PRICE\r\n" + "\r\n".join(rows)
    whole = truth(posted(tmp_path, {**MEMBERS, "OPPSCAP_Jan.csv": cap.encode()}), RELEASE)
    (target,) = (target for target in whole.posting.targets if target.table.name == "pfs_opps_cap")
    members = DOUBTFUL[kind](whole.posting, target, Random(kind))
    assert members is not None
    assert members != whole.posting.members
    assert outcome(whole, members, "pfs_opps_cap", (kind,)).startswith("doubt")


@pytest.mark.parametrize(
    "kind", [pytest.param("header_gone", marks=pytest.mark.slow), *sorted(IN_DOUBT - {"header_gone"})]
)
def test_the_printed_correction_resolves_a_doubt(goldens: Truth, kind: str, tmp_path: Path) -> None:
    """Each doubt of these kinds ends with the printed corrections, and the tables are what they were."""
    doubtful = 0
    for seed in range(4):
        made = drifted(goldens, (kind,), Random(f"{kind} {seed}"))
        if made is None or not outcome(goldens, *made, (kind,)).startswith("doubt"):
            continue
        folder = tmp_path / str(seed)
        folder.mkdir()
        held = settled(folder, made[0])
        doubtful += 1
        for name, frame in goldens.held.frames.items():
            stated = [c.name for c in TABLES[name].columns if not c.header and c.name not in TABLES[name].key]
            assert held.frames[name].drop(stated).equals(frame.drop(stated)), (seed, name)
    assert doubtful or kind != "header_gone"


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("kinds_each", [1, 2])
def test_drifted_postings(real_files: Path, kinds_each: int) -> None:
    """One trial in fifty of all kinds on all zips, then of pairs; `drift_outcome.py` runs them all.

    What is not read is in doubt, never wrong.
    """
    results = [result for _, _, result in trials(real_files, kinds_each, seed=1, share=0.02)]
    counts = Counter(result.partition(":")[0] for result in results)
    print(dict(counts))
    assert counts["wrong"] == 0
    assert counts["right"] + counts["in part"] >= READ * len(results)
