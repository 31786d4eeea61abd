"""The DMEPOS fee schedule (DME25, DME25-B and their like): items, fees per state, rural and CBA areas."""

from transforms.dmepos.areas import DMEPOS_CBA_FEE, DMEPOS_CBA_ZIP, DMEPOS_RURAL_ZIP
from transforms.dmepos.fees import DMEPOS_FEE, DMEPOS_ITEM

TABLES = (DMEPOS_ITEM, DMEPOS_FEE, DMEPOS_CBA_FEE, DMEPOS_CBA_ZIP, DMEPOS_RURAL_ZIP)
IGNORED_MEMBERS = {
    "dmepos": {
        r"\.(pdf|docx?)$": "the layout document",
        r"DMECHNG": "changes since the previous quarter; the files are complete",
        r"DME(READ|BACK)": "a text about the schedule",
    }
}
