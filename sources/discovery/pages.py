"""Read a CMS page into links with absolute paths and unwrapped license pages."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.errors import PageNotUnderstood

CMS = "https://www.cms.gov"
LINK_HOSTS = {"www.cms.gov", "cms.gov", ""}
LICENSE_PAGES = {"/license/ama", "/apps/ama/license.asp"}
_SAFE = "/%:@!$&'()*+,;=~-._"
MOST_LINKS = 20_000  # CMS's longest page has about 300
LONGEST_TEXT = 1_000  # characters of a link or its table row
LONGEST_HREF = 2_000
DEEPEST = 40  # elements between a link and its table row
# The parser's time is quadratic in these; CMS's largest page has 3,000 tags, 30 deep.
MOST_TAGS, MOST_NESTED, MOST_ATTRIBUTES, LONGEST_TAG = 60_000, 2_000, 500, 200_000
_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"[^\s/=]+")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True)
class Link:
    """A link. `path` is a path on CMS's site or a full URL elsewhere; `row` is the text of its table row."""

    path: str
    text: str
    gated: bool = False
    row: str = ""

    @property
    def is_zip(self) -> bool:
        return self.path.lower().endswith(".zip")

    @property
    def is_elsewhere(self) -> bool:
        return "://" in self.path


def read_links(html: str, page: str) -> list[Link]:
    """Return every link in the page's main element, in page order."""
    anchors = _main(html).css("a[href]")
    if len(anchors) > MOST_LINKS:
        raise PageNotUnderstood(f"{page}: the page has {len(anchors):,} links, more than any CMS page.")
    rows: dict[int, str] = {}
    return [link for anchor in anchors if (link := _link(anchor, page, rows))]


def read_text(html: str) -> str:
    """Return the text of the page's main element."""
    return _words(_main(html))


def further_pages(html: str) -> list[str]:
    """Return pager hrefs: their rows are not visible to us because robots.txt disallows query strings."""
    hrefs = [anchor.attributes.get("href") or "" for anchor in _main(html).css("a[href]")]
    return [href for href in hrefs if re.search(r"[?&]page=\d", href)]


def unwrap(href: str, page: str = "/") -> tuple[str, bool]:
    """Return an href's (path of the file or page, whether it is behind the AMA license page).

    CMS has posted leading spaces, `//` inside paths and both license pages; `page` resolves relative hrefs.
    """
    try:
        target = _absolute(href.strip(), page)
        split = urlsplit(target)
    except ValueError:  # `http://[` is not a URL
        return href, False
    if split.netloc.lower() not in LINK_HOSTS or split.scheme not in ("", "http", "https"):
        return target, False
    if split.path.lower().rstrip("/") in LICENSE_PAGES:
        file = parse_qs(split.query).get("file", [""])[0]
        return (unwrap(file)[0], True) if file else (split.path, True)
    return _tidy(split.path), False


def _main(html: str) -> LexborNode:
    _check_shape(html)
    tree = LexborHTMLParser(html)
    main = tree.css_first("main") or tree.body or tree.root
    if main is None:
        raise ValueError("no document")
    return main


def _check_shape(html: str) -> None:
    """Raise PageNotUnderstood for a page that would keep the parser busy for hours."""
    depth = 0
    for number, tag in enumerate(_TAG.finditer(html)):
        if tag[2].lower() not in _VOID:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MOST_NESTED or number > MOST_TAGS or _is_endless(html, tag.end()):
            raise PageNotUnderstood("the page has more, deeper or longer tags than any CMS page.")


def _is_endless(html: str, start: int) -> bool:
    """True for a tag with too many attributes; a long tag alone may be an inline image."""
    end = html.find(">", start, start + LONGEST_TAG)
    if end < 0:
        return len(html) - start > LONGEST_TAG
    if end - start <= MOST_ATTRIBUTES:
        return False
    bare = _QUOTED.sub("", html[start:end])
    return len(_ATTRIBUTE.findall(bare)) > MOST_ATTRIBUTES


def _link(anchor: LexborNode, page: str, rows: dict[int, str]) -> Link | None:
    href = (anchor.attributes.get("href") or "").strip()
    if not href or len(href) > LONGEST_HREF or href.startswith(("#", "mailto:", "tel:", "javascript:")):
        return None
    path, gated = unwrap(href, page)
    return Link(_printable(path), _words(anchor)[:LONGEST_TEXT], gated, _row(anchor, rows))


def _row(anchor: LexborNode, rows: dict[int, str]) -> str:
    """Return the text of the link's table row; `rows` caches rows already read."""
    node, depth = anchor.parent, 0
    while node is not None and node.tag != "tr" and depth < DEEPEST:
        node, depth = node.parent, depth + 1
    if node is None or node.tag != "tr":
        return ""
    if node.mem_id not in rows:
        rows[node.mem_id] = _words(node)[:LONGEST_TEXT]
    return rows[node.mem_id]


def _words(node: LexborNode) -> str:
    return _printable(" ".join(node.text(separator=" ").split()))


def _printable(text: str) -> str:
    """Remove terminal escapes and bidirectional control characters."""
    return "".join(letter for letter in text if letter.isprintable())


def _absolute(href: str, page: str) -> str:
    host = re.match(r"//([^/]*)", href)
    if host and "." not in host[1]:
        href = "/" + href.lstrip("/")  # `//files/zip/x.zip`: a doubled slash, not a host
    return urljoin(page, href)


def _tidy(path: str) -> str:
    return quote(unquote(re.sub(r"/{2,}", "/", path)), safe=_SAFE)
