"""URLs are read and written again as the host's library does it. Recorded verdicts: `tests/protocol/test_verdicts`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.steps import calls_made
from workbench.protocol.host_effect.url import UrlError, parse_url

NO_BASE = "relative URL without a base"
EMPTY = "empty host"
CHARACTER = "invalid domain character"
PORT = "invalid port number"
IPV4 = "invalid IPv4 address"
IPV6 = "invalid IPv6 address"


def cause(text: str) -> str:
    """Why a text is no URL."""
    with pytest.raises(UrlError) as caught:
        parse_url(text)
    return caught.value.cause


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1/messages"),
        (" \x00HTTPS:\\\\H\t:44\n3\\a ", "https://h/a"),
        ("https:h", "https://h/"),
        ("https://h?q#f", "https://h/?q#f"),
        ("https://h/?#", "https://h/?#"),
        (
            "https://h/'\"<>`{}^|?'\"<>`{}^|#'\"<>`{}^|",
            "https://h/'%22%3C%3E%60%7B%7D^|?%27%22%3C%3E`{}^|#'%22%3C%3E%60{}^|",
        ),
        ("foo://h/?'", "foo://h/?'"),
        ("https://u:p:q@h/", "https://u:p%3Aq@h/"),
        ("https://u:@h/", "https://u@h/"),
        ("https://:@h/", "https://h/"),
        ("https://:p@h/", "https://:p@h/"),
        ("https://a@b@h/", "https://a%40b@h/"),
        ("https://@h/", "https://h/"),
        ("http://h:80/", "http://h/"),
        ("http://h:443/", "http://h:443/"),
        ("https://h:/", "https://h/"),
        ("https://h:0/", "https://h:0/"),
        ("https://h:065535/", "https://h:65535/"),
        ("https://h:8\\b:9/", "https://h:8/b:9/"),
        ("https://h:000000000000/", "https://h:0/"),
        ("mailto:a b@c\x7fü", "mailto:a b@c%7F%C3%BC"),
        ("foo:", "foo:"),
        ("foo:/a/../b", "foo:/b"),
        ("foo:/..//b", "foo:/.//b"),
        ("foo://", "foo://"),
        ("foo:///a", "foo:///a"),
        ("foo://h", "foo://h"),
        ("foo://h/..", "foo://h/"),
        ("foo://@", "foo://"),
        ("foo://:@/", "foo:///"),
        ("foo://h:8\\b/c", "foo://h:8/\\b/c"),
        ("foo://[::1]:8/", "foo://[::1]:8/"),
        ("foo://h%x\x01/", "foo://h%x%01/"),
    ],
)
def test_an_absolute_url_is_written_again(text: str, written: str) -> None:
    assert parse_url(text) == written
    assert parse_url(written) == written


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NO_BASE),
        ("not a url", NO_BASE),
        ("/v1/messages", NO_BASE),
        ("https", NO_BASE),
        ("1https://h", NO_BASE),
        ("ht_tp://h", NO_BASE),
        (":", NO_BASE),
        ("https://", EMPTY),
        ("https://u@", EMPTY),
        ("https://@/", EMPTY),
        ("foo://@/", EMPTY),
        ("foo://@?", EMPTY),
        ("foo://@#", EMPTY),
        ("foo://u@/", EMPTY),
        ("foo://:8/", EMPTY),
        ("https://%/", CHARACTER),
        ("https://a b/", CHARACTER),
        ("foo://a b/", CHARACTER),
        ("foo://a\\b/", CHARACTER),
        ("https://h:65536/", PORT),
        ("https://h:999999/", PORT),
        ("https://h:-1/", PORT),
        ("https://h:٣/", PORT),
        ("https://[::1/", IPV6),
        ("foo://[::1/", IPV6),
    ],
)
def test_what_is_no_absolute_url_says_why(text: str, why: str) -> None:
    assert cause(text) == why


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("file:", "file:///"),
        ("file:a", "file:///a"),
        ("file:/a/../..", "file:///"),
        ("file:\\\\h\\a", "file://h/a"),
        ("file://h", "file://h/"),
        ("file://localhost/a", "file:///a"),
        ("file://localhost", "file:///"),
        ("file:////a", "file:///a"),
        ("file:C|/a", "file:///C:/a"),
        ("file:a/../C|/b", "file:///C:/b"),
        ("file:C:/../..", "file:///C:/"),
        ("file:C:x/y", "file:///C:/x/y"),
        ("file:C:..", "file:///C:/.."),
        ("file:C|x", "file:///C|x"),
        ("file://C:/x", "file:///C:/x"),
        ("file://h/C|/x", "file:///C:/x"),
        ("file://h/C:x", "file://h/C:/x"),
        ("file://localhost/C|/x", "file:///C|/x"),
        ("file:///C|/x?q#f", "file:///C|/x?q#f"),
    ],
)
def test_a_file_url_may_start_with_a_drive_letter(text: str, written: str) -> None:
    assert parse_url(text) == written


@pytest.mark.parametrize("text", ["file://h:8/", "file://a b/", "file://[::1/"])
def test_a_file_url_with_a_bad_host_is_none(text: str) -> None:
    cause(text)


LONG: dict[str, Callable[[int], str]] = {
    "up": lambda size: "https://h/" + "a/../" * size,
    "back": lambda size: "https://h/" + "\\.." * size,
    "letters": lambda size: "https://h/" + "é" * size,
    "at": lambda size: "https://" + "@" * size + "h",
    "port": lambda size: "https://h:" + "0" * size,
    "hex": lambda size: "https://0x" + "0" * size,
    "file": lambda size: "file:" + "../" * size,
    "opaque": lambda size: "foo:" + "%" * size,
    "blank": lambda size: "\t" * size + "https://h",
    "labels": lambda size: "https://" + "a." * size + "b/",
}
"""URLs of any length."""

LONG_AND_NONE: dict[str, tuple[Callable[[int], str], str]] = {
    "dots": (lambda size: "https://" + "1." * size, IPV4),
    "digits": (lambda size: "https://" + "9" * size, IPV4),
    "brackets": (lambda size: "https://" + "[:" * size, IPV6),
    "colons": (lambda size: "https://[" + ":" * size + "]", IPV6),
    "number": (lambda size: "https://h:" + "9" * size, PORT),
    "scheme": (lambda size: "a" * size, NO_BASE),
    "percent": (lambda size: "https://" + "%zz" * size, CHARACTER),
}
"""Texts of any length that are no URL, and why."""

SIZES = [1_000, pytest.param(500_000, marks=pytest.mark.slow)]


def judged(text: str) -> str:
    """The URL that a text is, or why it is none."""
    try:
        return parse_url(text)
    except UrlError as error:
        return error.cause


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LONG)
def test_a_long_url_is_read_whole(name: str, size: int) -> None:
    assert parse_url(LONG[name](size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LONG_AND_NONE)
def test_a_long_text_that_is_no_url_says_why(name: str, size: int) -> None:
    make, why = LONG_AND_NONE[name]
    assert cause(make(size)) == why


@pytest.mark.parametrize("make", [*LONG.values(), *(make for make, _ in LONG_AND_NONE.values())])
def test_a_text_twice_as_long_is_at_most_twice_the_work(make: Callable[[int], str]) -> None:
    short, long = make(300), make(600)
    assert calls_made(lambda: judged(long)) <= 2 * calls_made(lambda: judged(short))
