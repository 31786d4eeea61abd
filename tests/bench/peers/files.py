"""CMS's bytes for the peers: they know where headers end and check nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

RVU_NAMES = (
    *("hcpcs", "modifier", "description", "status_code", "not_used", "work_rvu", "pe_rvu_nonfacility"),
    *("nonfacility_na", "pe_rvu_facility", "facility_na", "mp_rvu", "total_nonfacility", "total_facility"),
    *("pctc", "global_days", "pre", "intra", "post", "multiple", "bilateral", "assistant", "co", "team"),
    *("endoscopic_base", "conversion_factor", "supervision", "flag", "family", "opps_nonfacility"),
    *("opps_facility", "opps_mp"),
)
RVU_NUMBERS = ("work_rvu", "pe_rvu_nonfacility", "pe_rvu_facility", "mp_rvu", "conversion_factor")
RVU_HEADER = 10  # lines above the first code
GPCI_NAMES = ("mac", "us_state", "locality", "locality_name", "work_gpci", "pe_gpci", "mp_gpci")
GPCI_NUMBERS = ("work_gpci", "pe_gpci", "mp_gpci")
GPCI_HEADER = 3
PTP_HEADER = 6
PTP_NAMES = ("column_1", "column_2", "prior", "effective", "deletion", "modifier_indicator", "rationale")
OPEN = "*"  # in place of a deletion date


def rvu_csv(path: Path) -> bytes:
    return _member(path, "PPRRVU", ".csv")


def gpci_csv(path: Path) -> bytes:
    return _member(path, "GPCI", ".csv")


def ptp_texts(zips: Sequence[Path]) -> Iterator[bytes]:
    """Tab-separated text of each part, its header included."""
    return (_member(path, "", ".txt") for path in zips)


def _member(path: Path, start: str, end: str) -> bytes:
    with ZipFile(path) as opened:
        names = [name for name in opened.namelist() if name.startswith(start) and name.lower().endswith(end)]
        return opened.read(names[0]).decode("cp1252").encode()
