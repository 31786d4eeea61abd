"""The Physician Fee Schedule's relative value files (RVU26A and its like): five tables per release."""

from transforms.pfs.anesthesia import PFS_ANESTHESIA_CF
from transforms.pfs.localities import PFS_GPCI, PFS_LOCALITY_COUNTY
from transforms.pfs.opps_cap import PFS_OPPS_CAP
from transforms.pfs.payment_published import PFS_PAYMENT_PUBLISHED
from transforms.pfs.rvu import PFS_RVU

TABLES = (
    PFS_RVU,
    PFS_GPCI,
    PFS_LOCALITY_COUNTY,
    PFS_ANESTHESIA_CF,
    PFS_OPPS_CAP,
    PFS_PAYMENT_PUBLISHED,
)
IGNORED_MEMBERS = {
    "pfs-rvu": {
        r"\.(pdf|docx?)$": "the layout document",
        r"!Anesthesia Shares$": "the weights behind the anesthesia factors",
    },
    "pfs-payment": {r"\.(pdf|docx?)$": "the layout document"},
}
