"""Hosts: domains, and addresses in every spelling that the host's library reads."""

from __future__ import annotations

import pytest

from workbench.protocol.host_effect.url.host import INVALID_IPV4, INVALID_IPV6, opaque_host, special_host
from workbench.protocol.host_effect.url.url_error import UrlError


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0X7F.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("4294967295", "255.255.255.255"),
        ("0x", "0.0.0.0"),
        ("0", "0.0.0.0"),
        ("1.2.3", "1.2.0.3"),
        ("1.65536", "1.1.0.0"),
        ("0000000000000000000000000000000000001", "0.0.0.1"),
        ("%31", "0.0.0.1"),
        ("1.a", "1.a"),
        ("a.1b", "a.1b"),
        (".", "."),
        ("1..", "1.."),
        ("a_b", "a_b"),
    ],
)
def test_a_name_that_ends_in_a_number_is_an_ipv4_address(text: str, host: str) -> None:
    assert special_host(text) == host


@pytest.mark.parametrize(
    "text",
    ["4294967296", "256.1", "1.16777216", "1.2.3.256", "1.2.3.4.5", "1.2.3.08", "a.1", "1..2", "0xg.1", "9" * 40, ".1"],
)
def test_a_number_that_is_no_address_is_rejected(text: str) -> None:
    with pytest.raises(UrlError, match=INVALID_IPV4):
        special_host(text)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("[::]", "[::]"),
        ("[::1]", "[::1]"),
        ("[1::]", "[1::]"),
        ("[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]"),
        ("[1:0:0:2:0:0:0:3]", "[1:0:0:2::3]"),
        ("[1:0:0:2:0:0:3:4]", "[1::2:0:0:3:4]"),
        ("[1:0:2:3:4:5:6:7]", "[1:0:2:3:4:5:6:7]"),
        ("[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]"),
        ("[::ffff:1.2.3.4]", "[::ffff:102:304]"),
        ("[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:102:304]"),
        ("[0000:0000:0000:0000:0000:0000:255.255.255.255]", "[::ffff:ffff]"),
    ],
)
def test_an_ipv6_address_is_written_short(text: str, host: str) -> None:
    assert special_host(text) == host
    assert opaque_host(text) == host


@pytest.mark.parametrize(
    "inner",
    [
        "",
        ":",
        ":::",
        "1",
        ":1",
        "1:",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2:3:4:5:6:7:8",
        "1::2::3",
        "12345::",
        "g::",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.256",
        "::1.2.3.04",
        "::1.2.3.",
        "::1.2.3.1000",
        "::1.2.3.a",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1%eth0",
        "0" * 100,
    ],
)
def test_brackets_hold_an_ipv6_address_or_nothing(inner: str) -> None:
    for read in (special_host, opaque_host):
        with pytest.raises(UrlError, match=INVALID_IPV6):
            read(f"[{inner}]")
    with pytest.raises(UrlError, match=INVALID_IPV6):
        special_host(f"[{inner}")


@pytest.mark.parametrize("sign", [chr(code) for code in range(0x20)] + list(" #%/:<>?@[\\]^|\x7f"))
def test_no_domain_has_these_characters(sign: str) -> None:
    with pytest.raises(UrlError, match="invalid domain character"):
        special_host(f"a%{ord(sign):02x}b")


def test_an_opaque_host_encodes_control_characters_and_keeps_percent_signs() -> None:
    assert opaque_host("") == ""
    assert opaque_host("A%zz\x01ü\x7f") == "A%zz%01%C3%BC%7F"
    with pytest.raises(UrlError):
        opaque_host("\0")


def test_nothing_is_left_of_a_soft_hyphen() -> None:
    with pytest.raises(UrlError, match="empty host"):
        special_host("%C2%AD")
