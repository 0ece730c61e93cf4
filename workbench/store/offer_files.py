"""Offers of hosts in files, whoever wrote them. Owns the two forms; what an offer means belongs to the core."""

from __future__ import annotations

import json
from typing import Final

from workbench.errors.operator import OfferUndecodable
from workbench.protocol.json.parsing import InvalidUtf8, JsonTextError, JsonValue, parse
from workbench.protocol.offer import Offer, decode_offer, offer_from_value
from workbench.protocol.verdicts import all_problems
from workbench.protocol.wire.decode import DecodeError
from workbench.protocol.wire.problem import Severity
from workbench.store.bounded_files import BoundedFiles
from workbench.store.named_files import named_place, read_named, replace_named

OFFER_MAX_BYTES: Final = 1024 * 1024
_WHAT: Final = "an offer"
_MODE_OF_NEW: Final = 0o644
_PRINTED: Final = frozenset({"offer", "canonical", "sha256"})
"""The keys of what `workbench offer --format json` prints."""


def read_offer(path: str) -> Offer:
    """Return the offer that a file holds: what `workbench offer --format json` prints, or the offer alone.

    A pipe, as a shell makes for `<(…)`, is read to its end.

    Raises:
        FileUnreadable, PlaceUnwritable: It is missing or cannot be read; no place is named so.
        FileDamaged: It is too large.
        OfferUndecodable: It holds no offer.
    """
    return offer_of(read_content(path), path)


def read_content(path: str) -> bytes:
    """Return what a file of an offer holds; for pipes and errors see `read_offer`."""
    return read_named(named_place(path), _WHAT, max_bytes=OFFER_MAX_BYTES)


def offer_advice(content: bytes) -> tuple[str, ...]:
    """Return what a host ignores in an offer that can be read, each with its place: what stands twice in it."""
    found = all_problems("offer", content)
    return tuple(str(problem) for problem in found if problem.severity is Severity.ADVICE)


def read_offer_file(path: str) -> Offer:
    """Return the offer of a regular file, as `read_offer` does; what may never end is not read, since a screen waits.

    Raises:
        FileUnreadable, PlaceUnwritable, FileDamaged, OfferUndecodable: As there.
    """
    return offer_of(BoundedFiles().read(named_place(path), _WHAT, OFFER_MAX_BYTES), path)


def offer_of(content: bytes, path: str | None = None) -> Offer:
    """Return the offer that the content of such a file is; `path` names the file in an error; None: none is named.

    Raises:
        OfferUndecodable: It is none; the place is one of the offer, whatever stands around it.
    """
    try:
        value = _parsed(content)
        if isinstance(value, dict) and value.keys() == _PRINTED:
            return offer_from_value(value["offer"])
        return decode_offer(content)
    except DecodeError as error:
        raise OfferUndecodable(error.path, error.expected, error.found, error.offset, path) from error


def write_offer(path: str, offer: Offer) -> None:
    """Write an offer as `workbench offer --format json` prints it, in place of what stands there.

    Raises:
        PlaceUnwritable: It cannot be written; what stood there stands as it was.
    """
    printed = {"offer": offer.value(), "canonical": offer.canonical(), "sha256": offer.sha256()}
    text = json.dumps(printed, indent=2, ensure_ascii=True)
    replace_named(named_place(path), f"{text}\n".encode(), mode_of_new=_MODE_OF_NEW)


def _parsed(content: bytes) -> JsonValue:
    """Return the value of a JSON text; None for any other, of which the decoder says what is wrong."""
    try:
        return parse(content)
    except (InvalidUtf8, JsonTextError):
        return None
