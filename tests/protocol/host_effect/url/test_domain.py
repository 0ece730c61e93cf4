"""Domain names become ASCII."""

from __future__ import annotations

import pytest

from workbench.protocol.host_effect.url.domain import PROCESSED_MAX, domain_to_ascii
from workbench.protocol.host_effect.url.url_error import UrlError


@pytest.mark.parametrize(
    ("domain", "written"),
    [
        ("", ""),
        ("EXAMPLE.com", "example.com"),
        ("-a-.b_c.", "-a-.b_c."),
        ("ü.de", "xn--tda.de"),
        ("Ü。de", "xn--tda.de"),
        ("a\u00adb", "ab"),
        ("XN--TDA.de", "xn--tda.de"),
        ("faß.de", "xn--fa-hia.de"),
        ("א.de", "xn--4db.de"),
        ("a.ü..", "a.xn--tda.."),
        ("x" * 70 + ".ü", "x" * 70 + ".xn--tda"),
    ],
)
def test_a_name_is_written_in_ascii(domain: str, written: str) -> None:
    assert domain_to_ascii(domain) == written


@pytest.mark.parametrize(
    "domain",
    [
        "\ufffd",
        "xn--",
        "xn--a",
        "xn--ü",
        "xn--abc-",
        "xn--99999999999",
        "\u0301a",
        "xn--zca.\u0080",
        "אa.de",
        "a\ue000",
        "ü" * (PROCESSED_MAX + 1),
        "xn--" + "a" * PROCESSED_MAX,
    ],
)
def test_a_name_that_cannot_be_written_so_is_rejected(domain: str) -> None:
    with pytest.raises(UrlError, match="invalid international domain name"):
        domain_to_ascii(domain)
