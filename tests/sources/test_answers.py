"""What the status and the size of a response mean, and how much a zip may unpack to."""

import httpx
import pytest

from sources import errors
from sources.archive.zip_checks import _Budget
from sources.http.client import RateLimiter, RetryPolicy, SiteClient, _backoff, bounded
from sources.http.status import check_status, is_number, public_url

URL = "https://www.cms.gov/files/zip/rvu26a.zip"
POLICY = RetryPolicy(longest_retry_after=300)


@pytest.mark.parametrize(
    ("status", "asked", "error"),
    [
        (200, {}, None),
        (206, {"Range": "bytes=9-"}, None),
        (206, {}, errors.UnexpectedStatus),
        (304, {"If-None-Match": '"a"'}, None),
        (304, {"Range": "bytes=9-"}, errors.UnexpectedStatus),
        (204, {}, errors.UnexpectedStatus),
        (401, {}, errors.UnexpectedStatus),
        (403, {}, errors.Forbidden),
        (404, {}, errors.NotFound),
        (410, {}, errors.NotFound),
        (416, {"Range": "bytes=9-"}, errors.RangeRefused),
        (429, {}, errors.Busy),
        (499, {}, errors.UnexpectedStatus),
        (500, {}, errors.Busy),
        (503, {}, errors.Busy),
    ],
)
def test_a_status_is_an_answer_or_the_error_that_says_whether_to_try_again(
    status: int, asked: dict[str, str], error: type[Exception] | None
) -> None:
    response = httpx.Response(status, request=httpx.Request("GET", URL, headers=asked))
    if error is None:
        check_status(response)
        return
    with pytest.raises(errors.RequestError) as raised:
        check_status(response)
    assert type(raised.value) is error
    assert str(raised.value).startswith(f"{URL}: ")


def test_a_url_is_named_without_a_password() -> None:
    assert public_url(httpx.URL(URL.replace("www", "name:secret@www"))) == URL


def test_a_number_in_a_header_has_ascii_digits_and_less_than_twenty() -> None:
    numbers = {
        text: is_number(text) for text in ("0", "9" * 19, "9" * 20, "", "-1", "\u00b2", "\u0661", "1e3")
    }
    assert [text for text, is_one in numbers.items() if is_one] == ["0", "9" * 19]


@pytest.fixture
def site() -> SiteClient:
    return SiteClient("https://www.cms.gov", httpx.Client(), RateLimiter(0), POLICY)


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (errors.Busy("503", 0.0), 0.0),
        (errors.Busy("503", 300.0), 300.0),
        (errors.Busy("503", 301.0), False),
        (errors.Busy("503", None), True),
        (errors.CutShort("half"), True),
        (errors.NotFound("404"), False),
        (ValueError("ours"), False),
    ],
)
def test_a_request_is_repeated_after_the_time_that_the_server_names(
    site: SiteClient, error: Exception, wait: float | bool
) -> None:
    found = _backoff(site, error)
    assert (found, type(found)) == (wait, type(wait))


def test_a_response_may_have_the_size_of_the_limit(site: SiteClient) -> None:
    response = httpx.Response(200, request=httpx.Request("GET", URL))
    assert list(bounded(site, response, [b"1234", b"5678"], 8)) == [b"1234", b"5678"]
    with pytest.raises(errors.TooLarge, match="more than 7 bytes"):
        list(bounded(site, response, [b"1234", b"5678"], 7))


@pytest.mark.parametrize(
    ("packed", "most"),
    [(1, 16_777_216), (100_000, 20_000_000), (6_000_000, 1_073_741_824)],
)
def test_a_zip_may_unpack_to_sixteen_megabytes_or_200_times_its_size_up_to_a_gigabyte(
    packed: int, most: int
) -> None:
    budget = _Budget(packed, "x.zip")
    budget.spend(most - 1)
    budget.spend(1)
    with pytest.raises(errors.ZipBomb, match=f"{most + 1:,} or more"):
        budget.spend(1)
