"""Domain names as ASCII: lower case, and punycode where a label has other letters (PROTOCOL.md section 8a).

The processing is that of UTS 46, not transitional, without the limits of DNS, the rules of STD 3 or a check of
hyphens. Which letters exist depends on the version of Unicode, here and in the host.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from workbench.protocol.host_effect.url.url_error import UrlError

_INVALID: Final = "invalid international domain name"
_PREFIX: Final = "xn--"
PROCESSED_MAX: Final = 1_024
"""Characters of a domain name that is not plain ASCII; longer ones are rejected. DNS ends at 253."""


def domain_to_ascii(domain: str) -> str:
    """Return a domain name as it goes to DNS.

    Raises:
        UrlError: A label cannot be written as ASCII, or is punycode that does not hold what it should.
    """
    lowered = domain.lower() if domain.isascii() else None
    if lowered is not None and _PREFIX not in lowered:
        return lowered
    if len(domain) > PROCESSED_MAX:
        raise UrlError(f"{_INVALID}: more than {PROCESSED_MAX:,} characters (a limit of the workbench)")
    labels = _mapped(domain).split(".")
    unicode_labels = [_decoded(label) if label.startswith(_PREFIX) else label for label in labels]
    _check_direction(unicode_labels)
    for label in unicode_labels:
        if label and unicodedata.category(label[0]).startswith("M"):
            raise UrlError(f"{_INVALID}: a label starts with a combining mark")
    return ".".join(map(_ascii, labels))


def _ascii(label: str) -> str:
    return label if label.isascii() else _PREFIX + label.encode("punycode").decode()


def _mapped(domain: str) -> str:
    # The tables are large, and few hosts need them.
    import idna  # noqa: PLC0415

    try:
        return idna.uts46_remap(domain, std3_rules=False)
    except idna.IDNAError as error:
        raise UrlError(f"{_INVALID}: {error}") from error


def _decoded(label: str) -> str:
    """Return the letters of a punycode label. Raises UrlError."""
    try:
        decoded = label[len(_PREFIX) :].encode().decode("punycode")
    except (UnicodeError, ValueError, OverflowError) as error:
        raise UrlError(f"{_INVALID}: {label!r} is not punycode") from error
    if _mapped(decoded) != decoded or not decoded or decoded.isascii():
        raise UrlError(f"{_INVALID}: {label!r} holds what a label cannot")
    return decoded


def _check_direction(labels: list[str]) -> None:
    """Apply the rule for letters that are written from right to left, where the name has any. Raises UrlError."""
    if not any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for label in labels for sign in label):
        return
    import idna  # noqa: PLC0415

    for label in filter(None, labels):
        try:
            idna.check_bidi(label, check_ltr=True)
        except idna.IDNAError as error:
            raise UrlError(f"{_INVALID}: {error}") from error
