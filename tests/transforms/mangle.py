"""Ways to mangle a file: one function per way, from bytes and a random source to bytes.

None makes a wrong value that looks right (one digit for another): that no reader could tell.
"""

import csv
import io
import re
from collections.abc import Callable
from random import Random

Mangle = Callable[[bytes, Random], bytes]
NUMBER = re.compile(rb"(?<![\w.$])\$?\d[\d,]*(?:\.\d+)?(?![\w.])")


def mangled(data: bytes, rng: Random) -> bytes:
    """Return the member after one to three manglings."""
    for mishap in rng.sample(MISHAPS, rng.randint(1, 3)):
        data = mishap(data, rng)
    return data


def cut_short(data: bytes, rng: Random) -> bytes:
    """The end is missing, from within a line on: its last cell is gone as well as what follows."""
    kept = data[: rng.randrange(len(data) + 1)]
    line = kept.rfind(b"\n") + 1
    return kept[: max(line, *(kept.rfind(mark, line) for mark in (b",", b"\t", b" ")))]


def lines_lost(data: bytes, rng: Random) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") if rng.random() > 0.1)


def lines_doubled(data: bytes, rng: Random) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") for _ in range(1 + (rng.random() < 0.1)))


def lines_shuffled(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def two_lines_swapped(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


def line_ends_changed(data: bytes, rng: Random) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", rng.choice([b"\r\n", b"\n", b"\r"]))


def encoded_anew(data: bytes, rng: Random) -> bytes:
    encoding = rng.choice(["utf-8", "utf-8-sig", "cp437", "cp1252", "utf-16"])
    return data.decode("latin-1").encode(encoding, errors="replace")


def blank_lines_added(data: bytes, rng: Random) -> bytes:
    blanks = [b"", b",,,,,", b" , ", b"\x1a", b"\t\t"]
    lines = data.split(b"\n")
    for _ in range(rng.randint(1, 5)):
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(blanks))
    return b"\n".join(lines)


def number_broken(data: bytes, rng: Random) -> bytes:
    """A letter for a digit, a second point, a sign, a stray comma: no number any more."""
    found = list(NUMBER.finditer(data))
    if not found:
        return data
    match = rng.choice(found)
    number = match[0]
    at = rng.randrange(len(number))
    broken = rng.choice(
        [
            number[:at] + rng.choice([b"l", b"o", b"~", b"\x01"]) + number[at + 1 :],
            number + b"." + number[-1:] + b"." if b"." not in number else number + b"." + number[-1:],
            b"-" + number,
            number + b"x",
            number[:at] + b"\xff" + number[at:] if at else number + b"?",
        ]
    )
    return data[: match.start()] + broken + data[match.end() :]


def cell_lost(data: bytes, rng: Random) -> bytes:
    """A row has one cell too few: a separator is gone."""
    return _one_separator(data, rng, b"")


def cell_added(data: bytes, rng: Random) -> bytes:
    return _one_separator(data, rng, rng.choice([b",x,", b"\tx\t"]))


def quote_strayed(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + b'"' + data[at:]


def character_strayed(data: bytes, rng: Random) -> bytes:
    """Within a line of fixed width all that follows moves by one."""
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice([b"~", b"\x00", b"^", b"\xa0"]) + data[at:]


def column_lost(data: bytes, rng: Random) -> bytes:
    return _columns(data, lambda order: order.pop(rng.randrange(len(order))))


def column_doubled(data: bytes, rng: Random) -> bytes:
    return _columns(data, lambda order: order.insert(rng.randrange(len(order)), rng.choice(order)))


def columns_moved(data: bytes, rng: Random) -> bytes:
    return _columns(data, rng.shuffle)


def column_renamed(data: bytes, rng: Random) -> bytes:
    """A word of the upper lines, where the header is, becomes another."""
    words = list(re.finditer(rb"[A-Za-z]{3,}", data[:3000]))
    if not words:
        return data
    word = rng.choice(words)
    return data[: word.start()] + rng.choice([b"Renamed", b"Q" + word[0], b""]) + data[word.end() :]


def _one_separator(data: bytes, rng: Random, instead: bytes) -> bytes:
    marks = [match.start() for match in re.finditer(rb"[,\t]", data)]
    if not marks:
        return data
    at = rng.choice(marks)
    return data[:at] + instead + data[at + 1 :]


def _columns(data: bytes, change: Callable[[list[int]], object]) -> bytes:
    """The columns in another order, throughout the file."""
    mark = "\t" if data.count(b"\t") > data.count(b",") else ","
    reader = csv.reader(io.StringIO(data.decode("latin-1"), newline=""), delimiter=mark, strict=True)
    try:
        rows = list(reader)
    except csv.Error:  # an earlier mishap; to write it anew would mend the quotes
        return data
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return data
    order = list(range(width))
    change(order)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\r\n")
    writer.writerows([row[i] if i < len(row) else "" for i in order] for row in rows)
    return out.getvalue().encode("latin-1")


MISHAPS: tuple[Mangle, ...] = (
    cut_short,
    lines_lost,
    lines_doubled,
    lines_shuffled,
    two_lines_swapped,
    line_ends_changed,
    encoded_anew,
    blank_lines_added,
    number_broken,
    cell_lost,
    cell_added,
    quote_strayed,
    character_strayed,
    column_lost,
    column_doubled,
    columns_moved,
    column_renamed,
)
