"""What is typed for the host: entries, values, the clock. Pure."""

from __future__ import annotations

from typing import Final

HEX: Final = "hex:"
"""Before a value that is typed in hexadecimal digits."""
UNIX_MS_MAX: Final = 2**53
"""Of what is typed for the clock, either way of 1970: milliseconds that every host can tell."""


def is_text(value: bytes) -> bool:
    """Say whether a value can be read, and typed, as text."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\n\t" for sign in text)


def value_text(value: bytes) -> str:
    """Return a value as it is typed: text, or hexadecimal digits behind `hex:`."""
    return value.decode() if is_text(value) and not value.startswith(HEX.encode()) else f"{HEX}{value.hex()}"


def typed_entry(text: str) -> tuple[str, bytes]:
    """Return key and value of `key=value`.

    Raises:
        ValueError: There is no key, or what stands behind `hex:` is not hexadecimal; the text says so.
    """
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise ValueError("expected key=value")
    return key, typed_value(value)


def typed_value(text: str) -> bytes:
    """Return the bytes that were typed. Raises ValueError, as `typed_entry`."""
    if not text.startswith(HEX):
        return text.encode("utf-8", "replace")
    try:
        return bytes.fromhex(text.removeprefix(HEX))
    except ValueError:
        raise ValueError(f"expected pairs of hexadecimal digits behind {HEX}") from None


def typed_clock(text: str) -> tuple[int | None, int, int]:
    """Return where the clock is to stand (None: nowhere), what each reading adds, and by how much it is moved, in ms.

    Raises:
        ValueError: It is none of the forms that are taken.
    """
    words = text.split()
    if words in ([], ["real"]):
        return None, 0, 0
    try:
        numbers = [int(word) for word in words[:2]]
    except ValueError:
        raise ValueError("expected: real, milliseconds since 1970, or +milliseconds") from None
    if any(abs(number) > UNIX_MS_MAX for number in numbers):
        raise ValueError(f"expected at most {UNIX_MS_MAX:,} milliseconds, found {text.strip()}")
    if words[0][0] in "+-":
        return None, 0, numbers[0]
    return numbers[0], numbers[1] if len(numbers) > 1 else 0, 0
