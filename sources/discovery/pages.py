"""A page of CMS's site read into links: paths made whole, license pages unwrapped."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

CMS = "https://www.cms.gov"
CMS_HOSTS = {"www.cms.gov", "cms.gov", ""}
LICENSE_PAGES = {"/license/ama", "/apps/ama/license.asp"}
_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Link:
    """`path` is on CMS's site, or a whole URL elsewhere; `row` holds the words of the table row around it."""

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
    """Every link of the page's main part, in page order."""
    return [link for anchor in _main(html).css("a[href]") if (link := _link(anchor, page))]


def read_text(html: str) -> str:
    """The words of the page's main part."""
    return _text(_main(html))


def further_pages(html: str) -> list[str]:
    """Hrefs of a pager: rows that we cannot see, for robots.txt forbids query strings."""
    hrefs = [anchor.attributes.get("href") or "" for anchor in _main(html).css("a[href]")]
    return [href for href in hrefs if re.search(r"[?&]page=\d", href)]


def unwrap(href: str, page: str = "/") -> tuple[str, bool]:
    """An href as CMS writes it → (path of the file or page, whether it sat behind the AMA license page).

    CMS has posted leading spaces, `//` inside paths and both license pages; `page` resolves relative hrefs.
    """
    try:
        target = _absolute(href.strip(), page)
        split = urlsplit(target)
    except ValueError:  # `http://[` is no URL
        return href, False
    if split.netloc.lower() not in CMS_HOSTS or split.scheme not in ("", "http", "https"):
        return target, False
    if split.path.lower().rstrip("/") in LICENSE_PAGES:
        file = parse_qs(split.query).get("file", [""])[0]
        return (unwrap(file)[0], True) if file else (split.path, True)
    return _tidy(split.path), False


def _main(html: str) -> LexborNode:
    tree = LexborHTMLParser(html)
    main = tree.css_first("main") or tree.body or tree.root
    if main is None:
        raise ValueError("no document")
    return main


def _link(anchor: LexborNode, page: str) -> Link | None:
    href = (anchor.attributes.get("href") or "").strip()
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:")):
        return None
    path, gated = unwrap(href, page)
    return Link(path, _text(anchor), gated, _row(anchor))


def _row(anchor: LexborNode) -> str:
    node = anchor.parent
    while node is not None and node.tag != "tr":
        node = node.parent
    return _text(node) if node is not None else ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _absolute(href: str, page: str) -> str:
    host = re.match(r"//([^/]*)", href)
    if host and "." not in host[1]:
        href = "/" + href.lstrip("/")  # `//files/zip/x.zip`: a doubled slash, not a host
    return urljoin(page, href)


def _tidy(path: str) -> str:
    return quote(unquote(re.sub(r"/{2,}", "/", path)), safe=_SAFE)
