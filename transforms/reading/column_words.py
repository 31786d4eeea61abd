"""Match a header to a column by its words if CMS's usual spelling does not match."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from transforms.reading.spellings import spellings
from transforms.reading.words import NOISE, WRITTEN, without_footnotes, words

Words = frozenset[str]
K = TypeVar("K")
LONG = 7  # letters of several words in one
OPPOSITES = {("with", "without")}


@dataclass(frozen=True)
class Vocabulary:
    """The words and letters of a table's headers; each is kept only if it identifies one column."""

    by_words: Mapping[Words, str]
    by_letters: Mapping[str, str]
    known: frozenset[str]  # single words, as written

    def column_of(self, header: str) -> str:
        """Return the only column that the header can mean, or ""."""
        header_words = words(header)
        return (
            self.by_words.get(header_words)
            or self.by_words.get(without_footnotes(header_words))
            or self.by_letters.get(_letters(header))
            or self._unspaced(header)
            or self._nearly(without_footnotes(header_words))
            or self._nearly_in_letters(_letters(header))
            or self._spelled_right(header)
        )

    def _unspaced(self, header: str) -> str:
        """Match a header that lost its spaces, such as `FACILITYPRICE`, by splitting it into known words."""
        header_words = words(" ".join(split_words(header, self.known) or ()))
        return self.by_words.get(header_words) or self.by_words.get(without_footnotes(header_words), "")

    def _spelled_right(self, header: str) -> str:
        """Match a typo in a word that means the usual one: `CRRIER`, where other years write CONTRACTOR."""
        text = re.sub("[a-z]{5,}", lambda found: _known_word(found[0], self.known), header.lower())
        header_words = without_footnotes(words(text))
        return "" if text == header.lower() else self.by_words.get(header_words, "")

    def contained(self, header: str) -> set[str]:
        """Return columns whose words the header contains: another column may change their meaning."""
        header_words = without_footnotes(words(header))
        return {name for wanted, name in self.by_words.items() if wanted and wanted <= header_words}

    def _nearly(self, header_words: Words) -> str:
        """Allow one typo or a truncated word per word, if only one column matches."""
        header_words = frozenset(word for word in header_words if not _is_meaningless(word)) or header_words
        found = {
            name
            for wanted, name in self.by_words.items()
            if wanted == header_words or _alike(wanted, header_words)
        }
        return found.pop() if len(found) == 1 else ""

    def _nearly_in_letters(self, letters: str) -> str:
        """Match `PRCSTAT`: one typo in several words that CMS writes as one."""
        if len(letters) < LONG or not letters.isalpha():
            return ""
        found = {
            name
            for wanted, name in self.by_letters.items()
            if len(wanted) >= LONG and _slipped(wanted, letters)
        }
        return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=20_000)
def _known_word(written: str, known: frozenset[str]) -> str:
    """Return the known word that is one typo away, if all that are mean the same; else the word itself."""
    near = sorted(word for word in known if _slipped(word, written))
    return near[0] if written not in known and len({words(word) for word in near}) == 1 else written


@lru_cache(maxsize=200)
def vocabulary(patterns: tuple[tuple[str, str], ...]) -> Vocabulary:
    """Build the vocabulary of a table's header patterns, given as (column, pattern)."""
    spelled = [(name, text) for name, pattern in patterns for text in _final(spellings(pattern))]
    return Vocabulary(
        _unambiguous((words(text), name) for name, text in spelled),
        _unambiguous((_letters(text), name) for name, text in spelled),
        frozenset(word for _, text in spelled for word in re.findall("[a-z]{2,}", text.lower())) | WRITTEN,
    )


def _final(texts: tuple[str, ...]) -> list[str]:
    """Drop words that mark a proposal, unless the column belongs to proposals (addendum O's placeholders)."""
    final = [text for text in texts if not re.search(r"\bproposed\b", text)]
    return final or list(texts)


def split_words(header: str, known: frozenset[str]) -> list[str] | None:
    """Split a header into the fewest known words, ignoring years and digits; None if impossible.

    >>> split_words("FACILITYPRICE", frozenset(["facility", "price"]))
    ['facility', 'price']
    """
    parts: list[str] = []
    for run in re.findall(r"[a-z]+|[0-9]+", header.lower()):
        found = [run] if run.isdigit() else _fewest(run, known)
        if found is None:
            return None
        parts += found
    return parts


def _fewest(letters: str, known: frozenset[str]) -> list[str] | None:
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        ways = [
            [*before, letters[start:end]]
            for start, before in enumerate(best)
            if before is not None and letters[start:end] in known
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1]


def _unambiguous(pairs: Iterable[tuple[K, str]]) -> dict[K, str]:
    meant: dict[K, set[str]] = {}
    for key, name in pairs:
        meant.setdefault(key, set()).add(name)
    return {key: next(iter(names)) for key, names in meant.items() if key and len(names) == 1}


def _letters(header: str) -> str:
    """Remove spaces, marks, years and footnotes: `NON-FAC PE RVU*` → `nonfacpervu`."""
    return re.sub(r"(19|20)\d\d|[^a-z0-9]", "", header.lower())


def _alike(wanted: Words, header_words: Words) -> bool:
    if len(wanted) != len(header_words):
        return False
    left, right = sorted(wanted - header_words), sorted(header_words - wanted)
    return len(left) == len(right) <= 2 and _paired(left, right)


def _paired(left: list[str], right: list[str]) -> bool:
    if not left:
        return True
    return any(_near(left[0], word) and _paired(left[1:], [w for w in right if w != word]) for word in right)


def _near(word: str, other: str) -> bool:
    """Return whether one is a prefix of the other, or one letter was added, lost, replaced or transposed."""
    short, long = sorted((word, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return (short, long) not in OPPOSITES
    return _slipped(short, long)


def _is_meaningless(word: str) -> bool:
    """Return whether the word is one typo away from a meaningless word: `nmuber`, `meicare`."""
    return len(word) >= 5 and any(len(noise_word) >= 5 and _slipped(noise_word, word) for noise_word in NOISE)


def _slipped(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    if len(short) < 4 or len(long) - len(short) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest, other_rest = short[same:], long[same:]
    swapped = len(short) == len(long) and rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    changed = len(short) == len(long) and rest[1:] == other_rest[1:]
    return swapped or changed or rest == other_rest[1:]
