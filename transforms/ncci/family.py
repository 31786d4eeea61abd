"""NCCI edits: code pairs (PTP), unit limits (MUE), add-on codes, and the quarterly lists of changes."""

from transforms.ncci.add_on import ADD_ON
from transforms.ncci.mue import MUE, MUE_CHANGES
from transforms.ncci.ptp import PTP, PTP_CHANGES

TABLES = (PTP, PTP_CHANGES, MUE, MUE_CHANGES, ADD_ON)
IGNORED_MEMBERS: dict[str, dict[str, str]] = {}
