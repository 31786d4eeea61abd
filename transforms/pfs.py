"""The Physician Fee Schedule's relative value files: RVUs, geographic indices, localities, anesthesia, OPPS caps."""

from transforms.table import (
    BOOL,
    HCPCS,
    MODIFIER,
    TEXT,
    Column,
    HeldIn,
    Table,
    decimal,
    zero_filled,
)

RVU = decimal(9, 2)
INDEX = decimal(6, 3)
DIGIT = r"\d"
OPPS = r"used for opps payment amount"
FULLY = "as if the transition to new practice expense data were over (2009-2012); not what was paid"

# The header is stacked over five rows; these are its columns joined downwards.
PFS_RVU = Table(
    name="pfs_rvu",
    doc="Relative value units and payment policy indicators of every code (PPRRVU).",
    series=("pfs-rvu",),
    held_in=(
        HeldIn(r"PPRRVU(?!.*QPP)[^/]*\.(csv|txt|xlsx?)", says={"qualifying_apm": "no"}),
        HeldIn(r"PPRRVU.*non_?-?QPP", says={"qualifying_apm": "no"}),
        HeldIn(r"PPRRVU.*(?<!non)(?<!non[_-])QPP", says={"qualifying_apm": "yes"}),
    ),
    key=("hcpcs", "modifier", "qualifying_apm"),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs", "CPT or HCPCS code", valid=HCPCS, nullable=False),
        Column(
            "modifier", TEXT, r"mod(ifier)?", "26, TC or 53; blank is the code as a whole", valid=MODIFIER
        ),
        Column(
            "qualifying_apm",
            BOOL,
            "",
            "From the QPP file (2026 on): for qualifying APM participants",
            yes="yes",
            no="no",
        ),
        Column(
            "description", TEXT, r"description", "Short descriptor, HCPCS Level II only", describes="hcpcs"
        ),
        Column(
            "status_code",
            TEXT,
            r"status code",
            "Whether and how Medicare pays",
            valid="[A-Z]",
            nullable=False,
        ),
        Column(
            "not_used_for_medicare",
            BOOL,
            r"not used for medicare payment",
            "Medicare does not pay by these RVUs",
            yes=r"\+",
        ),
        Column("work_rvu", RVU, r"work rvu", "Physician work, RVUs", nullable=False),
        Column(
            "pe_rvu_nonfacility",
            RVU,
            r"(transition(ed|al) )?non-fac pe rvu",
            "Practice expense, non-facility, RVUs",
            nullable=False,
        ),
        Column(
            "na_nonfacility",
            BOOL,
            r"(transition(ed|al) )?non-fac na indicator",
            "Rarely or never done there: not a price",
            yes="NA",
        ),
        Column(
            "pe_rvu_facility",
            RVU,
            r"(transition(ed|al) )?facility pe rvu",
            "Practice expense, facility, RVUs",
            nullable=False,
        ),
        Column(
            "na_facility",
            BOOL,
            r"(transition(ed|al) )?facility na indicator",
            "Rarely or never done there: not a price",
            yes="NA",
        ),
        Column("mp_rvu", RVU, r"mp rvu", "Malpractice, RVUs", nullable=False),
        Column(
            "total_nonfacility",
            RVU,
            r"(transition(ed|al) )?non-facility total",
            "Sum of the three, non-facility",
            nullable=False,
        ),
        Column(
            "total_facility",
            RVU,
            r"(transition(ed|al) )?facility total",
            "Sum of the three, facility",
            nullable=False,
        ),
        Column(
            "pe_rvu_nonfacility_fully_implemented",
            RVU,
            r"fully implemented non-fac pe rvu",
            FULLY,
            optional=True,
        ),
        Column(
            "na_nonfacility_fully_implemented",
            BOOL,
            r"fully implemented non-fac na indicator",
            FULLY,
            yes="NA",
            optional=True,
        ),
        Column(
            "pe_rvu_facility_fully_implemented",
            RVU,
            r"fully implemented facility pe rvu",
            FULLY,
            optional=True,
        ),
        Column(
            "na_facility_fully_implemented",
            BOOL,
            r"fully implemented facility na indicator",
            FULLY,
            yes="NA",
            optional=True,
        ),
        Column(
            "total_nonfacility_fully_implemented",
            RVU,
            r"fully implemented non-facility total",
            FULLY,
            optional=True,
        ),
        Column(
            "total_facility_fully_implemented", RVU, r"fully implemented facility total", FULLY, optional=True
        ),
        Column("pctc_indicator", TEXT, r"pctc ind", "Professional and technical components", valid=DIGIT),
        Column(
            "global_days",
            TEXT,
            r"glob days",
            "Global surgical package",
            valid=r"\d{3}|[A-Z]{3}",
            read=zero_filled(3),
        ),
        Column("preoperative_pct", decimal(5, 2), r"pre op", "Share of the global package, 0 to 1"),
        Column("intraoperative_pct", decimal(5, 2), r"intra op", "Share of the global package, 0 to 1"),
        Column("postoperative_pct", decimal(5, 2), r"post op", "Share of the global package, 0 to 1"),
        Column("multiple_procedure", TEXT, r"mult proc", "Multiple procedure reduction", valid=DIGIT),
        Column("bilateral_surgery", TEXT, r"bilat surg", "Bilateral surgery adjustment", valid=DIGIT),
        Column("assistant_surgery", TEXT, r"asst surg", "Assistant at surgery", valid=DIGIT),
        Column("co_surgeons", TEXT, r"co- surg", "Two surgeons of different specialties", valid=DIGIT),
        Column("team_surgery", TEXT, r"team surg", "Team of surgeons", valid=DIGIT),
        Column("pricing_indicator", TEXT, r"pric ind", "Added by CMS in 2026", valid=DIGIT, optional=True),
        Column("endoscopic_base", TEXT, r"endo base", "Base code of its endoscopic family", valid=HCPCS),
        Column("conversion_factor", decimal(9, 4), r"conv factor", "Dollars per RVU", nullable=False),
        Column(
            "physician_supervision",
            TEXT,
            r"physician supervision of diagnostic procedures",
            "Supervision level",
            valid=r"[0-9A-Z]{2}",
            read=zero_filled(2),
        ),
        Column("calculation_flag", TEXT, r"calculation flag", "CMS's own", valid=DIGIT),
        Column(
            "imaging_family",
            TEXT,
            r"diagnostic imaging family indicator",
            "Multiple imaging reduction",
            valid=r"\d\d",
            read=zero_filled(2),
        ),
        Column(
            "opps_pe_nonfacility",
            RVU,
            rf"non-facility pe {OPPS}",
            "Practice expense under the OPPS cap, RVUs",
        ),
        Column("opps_pe_facility", RVU, rf"facility pe {OPPS}", "Practice expense under the OPPS cap, RVUs"),
        Column("opps_mp", RVU, rf"mp {OPPS}", "Malpractice under the OPPS cap, RVUs"),
    ),
    rows=(1, 40_000),
    set_aside=0.001,  # 2026A lists a placeholder, GXXX1
)

TABLES = (PFS_RVU,)
IGNORED_MEMBERS = {
    "pfs-rvu": {r"\.(pdf|docx?)$": "the layout document", r"GPCI|LOCCO|ANES|OPPSCAP": "not yet"},
}
