"""Errors raised between CMS's pages and the archive.

SourceError
├── PageError            a listing or detail page
│   ├── PageNotUnderstood    its structure changed; never reported as "nothing new"
│   ├── AmbiguousLinks       exactly one link was expected
│   └── NotListed            no page lists the requested release
├── RequestError         the request failed
│   ├── Forbidden            403: CMS blocks the network or client; never retried
│   ├── NotFound             404 or 410; never retried
│   ├── DisallowedByRobots   robots.txt disallows the URL
│   ├── TooManyRedirects
│   ├── ForeignRedirect      to a host that does not belong to CMS
│   ├── TooLarge             larger than any CMS page or file
│   ├── UnexpectedStatus
│   └── Unavailable          no complete response after all retries
│       ├── Busy                 429 or 5xx
│       ├── CutShort             fewer bytes than Content-Length
│       ├── RangeRefused         416: the download restarts from the first byte
│       ├── TooSlow              below the minimum transfer rate
│       └── Unreachable          no connection, or it timed out
├── LicenseNotAccepted   CMS requires the AMA license and the operator has not accepted it
├── BadFile              the response is not a valid zip; quarantined in archive/rejected
│   ├── NotAZip, TruncatedZip, CorruptMember, ZipBomb, NestedZip, UnsafeMemberName,
│   └── DuplicateMembers, EncryptedMember, UnsupportedCompression
└── WrongRelease         the file name belongs to another release
"""


class SourceError(Exception):
    """Any failure in `sources`; the message states what was expected, what was found and what to do."""


class PageError(SourceError):
    pass


class PageNotUnderstood(PageError):
    pass


class AmbiguousLinks(PageError):
    pass


class NotListed(PageError):
    pass


class RequestError(SourceError):
    pass


class Forbidden(RequestError):
    pass


class NotFound(RequestError):
    pass


class DisallowedByRobots(RequestError):
    pass


class TooManyRedirects(RequestError):
    pass


class ForeignRedirect(RequestError):
    pass


class TooLarge(RequestError):
    pass


class UnexpectedStatus(RequestError):
    pass


class Unavailable(RequestError):
    pass


class Busy(Unavailable):
    """429 or 5xx; `retry_after` is the Retry-After header in seconds, if any."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CutShort(Unavailable):
    pass


class RangeRefused(Unavailable):
    pass


class TooSlow(Unavailable):
    pass


class Unreachable(Unavailable):
    pass


class LicenseNotAccepted(SourceError):
    pass


class BadFile(SourceError):
    pass


class NotAZip(BadFile):
    pass


class TruncatedZip(BadFile):
    pass


class CorruptMember(BadFile):
    pass


class ZipBomb(BadFile):
    pass


class NestedZip(BadFile):
    pass


class UnsafeMemberName(BadFile):
    pass


class DuplicateMembers(BadFile):
    pass


class EncryptedMember(BadFile):
    pass


class UnsupportedCompression(BadFile):
    pass


class WrongRelease(SourceError):
    pass
