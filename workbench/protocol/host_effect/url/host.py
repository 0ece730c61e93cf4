"""The host of a URL: a domain, an IPv4 or an IPv6 address, or any text for schemes that are not special.

Knows nothing of the rest of a URL (PROTOCOL.md section 8a).
"""

from __future__ import annotations

import string
from itertools import groupby
from typing import Final
from urllib.parse import unquote_to_bytes

from workbench.protocol.host_effect.url.domain import domain_to_ascii
from workbench.protocol.host_effect.url.encoding import OPAQUE, encoded
from workbench.protocol.host_effect.url.url_error import UrlError

EMPTY_HOST: Final = "empty host"
INVALID_CHARACTER: Final = "invalid domain character"
INVALID_IPV4: Final = "invalid IPv4 address"
INVALID_IPV6: Final = "invalid IPv6 address"

_NEVER_IN_A_HOST: Final = frozenset("\0\t\n\r #/:<>?@[\\]^|")
_NEVER_IN_A_DOMAIN: Final = _NEVER_IN_A_HOST | frozenset(map(chr, range(0x20))) | {"%", "\x7f"}
_DIGITS: Final = {8: frozenset(string.octdigits), 10: frozenset(string.digits), 16: frozenset(string.hexdigits)}
_IPV4_PARTS: Final = 4
_IPV4_SIGNIFICANT_DIGITS: Final = 11
"""2^32 - 1 has no more in any of the three bases."""
_IPV6_GROUPS: Final = 8
_IPV6_CHARACTERS_MAX: Final = 45
_BYTE_MAX: Final = 255


def special_host(text: str) -> str:
    """Return the host of a special scheme as the library writes it.

    Raises:
        UrlError: It is none.
    """
    if text.startswith("["):
        return _bracketed(text)
    domain = domain_to_ascii(unquote_to_bytes(text).decode(errors="replace"))
    if not domain:
        raise UrlError(EMPTY_HOST)
    if not _NEVER_IN_A_DOMAIN.isdisjoint(domain):
        raise UrlError(INVALID_CHARACTER)
    return _ipv4(domain) if _ends_in_a_number(domain) else domain


def opaque_host(text: str) -> str:
    """Return the host of a scheme that is not special; empty when there is none.

    Raises:
        UrlError: It holds a character that no host may.
    """
    if text.startswith("["):
        return _bracketed(text)
    if not _NEVER_IN_A_HOST.isdisjoint(text):
        raise UrlError(INVALID_CHARACTER)
    return encoded(text, OPAQUE)


def _ends_in_a_number(domain: str) -> bool:
    last = domain.removesuffix(".").rpartition(".")[2]
    return bool(last) and (_DIGITS[10].issuperset(last) or _ipv4_number(last) is not None)


def _ipv4_number(part: str) -> int | None:
    """Return the number of one part of an IPv4 address, in base 8, 10 or 16; None: it is none."""
    base, digits = 10, part
    if part.startswith("0x"):
        base, digits = 16, part[2:]
    elif len(part) > 1 and part.startswith("0"):
        base, digits = 8, part[1:]
    if not part or not _DIGITS[base].issuperset(digits):
        return None
    significant = digits.lstrip("0")
    # What has more digits is too large, whatever they are; int() would take long.
    return 2**32 if len(significant) > _IPV4_SIGNIFICANT_DIGITS else int(significant or "0", base)


def _ipv4(domain: str) -> str:
    parts = domain.removesuffix(".").split(".", _IPV4_PARTS)
    numbers = [_ipv4_number(part) for part in parts]
    if len(parts) > _IPV4_PARTS or None in numbers:
        raise UrlError(INVALID_IPV4)
    *leading, last = (number for number in numbers if number is not None)
    if any(number > _BYTE_MAX for number in leading) or last >= 256 ** (_IPV4_PARTS - len(leading)):
        raise UrlError(INVALID_IPV4)
    address = last + sum(number << 8 * (3 - index) for index, number in enumerate(leading))
    return ".".join(map(str, address.to_bytes(_IPV4_PARTS)))


def _bracketed(text: str) -> str:
    groups = _ipv6(text[1:-1]) if text.endswith("]") and len(text) <= _IPV6_CHARACTERS_MAX + 2 else None
    if groups is None:
        raise UrlError(INVALID_IPV6)
    return f"[{_written(groups)}]"


def _ipv6(text: str) -> list[int] | None:
    """Return the eight groups of an IPv6 address; None: it is none."""
    left_text, gap, right_text = text.partition("::")
    left = _groups(left_text, may_end_in_ipv4=not gap)
    right = _groups(right_text, may_end_in_ipv4=True)
    if left is None or right is None:
        return None
    missing = _IPV6_GROUPS - len(left) - len(right)
    if missing < 1 if gap else missing != 0:
        return None
    return [*left, *[0] * missing, *right]


def _groups(text: str, *, may_end_in_ipv4: bool) -> list[int] | None:
    """Return groups that stand between colons; empty for an empty text, None when one of them is none."""
    if not text:
        return []
    *parts, last = text.split(":")
    tail = _dotted(last) if "." in last and may_end_in_ipv4 else _group(last)
    heads = [_group(part) for part in parts]
    if tail is None or None in heads:
        return None
    return [number for head in heads if head is not None for number in head] + tail


def _group(part: str) -> list[int] | None:
    return [int(part, 16)] if 1 <= len(part) <= 4 and _DIGITS[16].issuperset(part) else None


def _dotted(text: str) -> list[int] | None:
    parts = text.split(".")
    if len(parts) != _IPV4_PARTS or not all(_is_plain_byte(part) for part in parts):
        return None
    first, second, third, fourth = map(int, parts)
    return [first << 8 | second, third << 8 | fourth]


def _is_plain_byte(part: str) -> bool:
    if not 1 <= len(part) <= 3 or not _DIGITS[10].issuperset(part):
        return False
    return int(part) <= _BYTE_MAX and str(int(part)) == part


def _written(groups: list[int]) -> str:
    """Return an IPv6 address with its first longest run of two and more zeros left out."""
    start, length, index = 0, 1, 0
    for is_zero, run in groupby(groups, lambda group: group == 0):
        count = len(list(run))
        if is_zero and count > length:
            start, length = index, count
        index += count
    if length == 1:
        return ":".join(f"{group:x}" for group in groups)
    left, right = groups[:start], groups[start + length :]
    return "::".join(":".join(f"{group:x}" for group in part) for part in (left, right))
