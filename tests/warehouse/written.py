"""Ways in which people and spreadsheets write a value: the same value, or none; never another one."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

BLANKS = st.text(alphabet=" \t\n\r\u00a0\u3000\u2009", max_size=3)
FULL_WIDTH = str.maketrans({chr(48 + digit): chr(0xFF10 + digit) for digit in range(10)})
BLANK = ("", " ", "\u00a0")
NOTHING: tuple[Any, ...] = ("NULL", "nan", "#N/A", float("nan"), float("inf"), True, [], {}, [None])
INVISIBLE = ("\u200b", "\ufeff", "\x00", "\u00ad", "'", '"', ".", "?", "*", "%")


def word(plain: str) -> st.SearchStrategy[Any]:
    """A code, modifier, setting or number of a place."""
    return st.one_of(
        st.builds(lambda before, after: before + plain + after, BLANKS, BLANKS),
        st.builds(lambda before: before + plain.lower(), BLANKS),
        st.just(plain.translate(FULL_WIDTH)),
        st.integers(0, len(plain) - 1).map(lambda place: plain[:place] + plain[place + 1 :]),
        st.integers(1, len(plain) - 1).map(lambda place: plain[:place] + " " + plain[place:]),
        st.sampled_from(INVISIBLE).flatmap(lambda sign: st.sampled_from([plain + sign, sign + plain])),
        st.just(plain + plain),
        st.just(plain + "0"),
        st.just(plain.encode()),
        st.sampled_from(NOTHING),
    )


def word_or_blank(plain: str) -> st.SearchStrategy[Any]:
    return st.one_of(word(plain), st.sampled_from(BLANK))


def code_with(code: str, modifiers: list[str]) -> st.SearchStrategy[str]:
    """A code with its modifiers in one text, by any dash or separator."""
    separators = st.sampled_from(
        ["-", " ", ",", "/", ";", " - ", "--", "\u2013", "\u2011", "_", "|", ".", "\u00a0", ""]
    )
    return st.builds(
        lambda separator, blanks: blanks + separator.join([code, *modifiers]) + blanks, separators, BLANKS
    )


def day(plain: date) -> st.SearchStrategy[Any]:
    forms = (
        "%Y-%m-%d",
        "%Y%m%d",
        "%m/%d/%Y",
        "%y-%m-%d",
        "%m/%d/%y",
        "%d.%m.%Y",
        "%b %d, %Y",
        "%Y-%m-%dT12:00:00Z",
    )
    serial = (plain - date(1899, 12, 30)).days  # of a spreadsheet
    return st.one_of(
        st.sampled_from(forms).map(plain.strftime),
        st.builds(lambda before, after: before + plain.isoformat() + after, BLANKS, BLANKS),
        st.just(plain.isoformat().translate(FULL_WIDTH)),
        st.just(datetime.combine(plain, datetime.min.time()) + timedelta(hours=13)),
        st.sampled_from([serial, float(serial), str(serial), plain.toordinal(), 1769904000]),
        st.sampled_from(
            [f"00{plain:%y-%m-%d}", "0000-00-00", "9999-99-99", f"{plain.year}0-02-01", "2026-02-30"]
        ),
        st.sampled_from((*NOTHING, *BLANK, None)),
    )


def units(plain: int) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda before, after: f"{before}{plain}{after}", BLANKS, BLANKS),
        st.sampled_from([plain, float(plain), f"{plain}.0", f"+{plain}", f"0{plain}", f"{plain} units"]),
        st.just(str(plain).translate(FULL_WIDTH)),
        st.sampled_from(
            [
                -plain,
                0,
                -1,
                10**12,
                "1e3",
                f"{plain}_0",
                "0x2",
                plain + 0.5,
                f"{plain},5",
                str(plain).encode(),
            ]
        ),
        st.sampled_from((*NOTHING, *BLANK, None)),
    )
