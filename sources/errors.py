"""What can go wrong between CMS's pages and the archive, each named for the fact.

SourceError
├── PageError            a listing or detail page
│   ├── PageNotUnderstood    its structure is not the one we know: never "nothing new"
│   ├── AmbiguousLinks       exactly one link was expected
│   └── NotListed            no page names the release that was asked for
├── RequestError         the site did not answer as asked
│   ├── Forbidden            403: by network or client; never retried
│   ├── Missing              404 or 410; never retried
│   ├── DisallowedByRobots   robots.txt asks us not to
│   ├── TooManyRedirects
│   ├── ForeignRedirect      to a host that is not CMS's
│   ├── TooLarge             more bytes than any page or file of CMS
│   ├── UnexpectedStatus
│   └── Unavailable          retried, and still no whole answer
│       ├── Busy                 429 or 5xx
│       ├── CutShort             fewer bytes than promised
│       ├── RangeRefused         416: nothing to continue; starts again from the first byte
│       ├── TooSlow              a trickle
│       └── Unreachable          no connection, or it timed out
├── LicenseNotAccepted   CMS asks for the AMA's license and the operator has not accepted it
├── BadFile              an answer that is not the zip it should be; kept aside in archive/rejected
│   ├── NotAZip, TruncatedZip, CorruptMember, ZipBomb, NestedZip, UnsafeMemberName,
│   └── DuplicateMembers, EncryptedMember, UnsupportedCompression
└── WrongRelease         a file whose name says that it is another release
"""


class SourceError(Exception):
    """Any failure of this room; the message says what was expected, what was found and what to do."""


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


class Missing(RequestError):
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
    """429 or 5xx; `retry_after` holds the seconds that the site asked for, if it did."""

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
