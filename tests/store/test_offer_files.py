"""Offers of hosts that stand in files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from workbench.errors.operator import FileDamaged, FileUnreadable, OfferUndecodable
from workbench.protocol.offer import Offer, reference_offer
from workbench.store.offer_files import OFFER_MAX_BYTES, offer_of, read_offer, read_offer_file

OFFER = Offer({"shape": (1, 2)}, frozenset({"fs:read"}))


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "offer.json"
    path.write_text(text)
    return str(path)


def test_an_offer_is_read_alone_and_as_the_command_offer_prints_it(tmp_path: Path) -> None:
    printed = {"offer": OFFER.value(), "canonical": OFFER.canonical(), "sha256": OFFER.sha256()}
    for text in (OFFER.text(), json.dumps(OFFER.value(), indent=2), json.dumps(printed)):
        assert read_offer_file(written(tmp_path, text)) == OFFER
        assert read_offer(written(tmp_path, text)) == OFFER


def test_what_is_wrong_with_a_file_is_said_with_its_place_in_the_offer_whatever_stands_around_it() -> None:
    wrong = {**reference_offer().value(), "function_versions": {"shape": [1, "2"]}}
    with pytest.raises(OfferUndecodable) as alone:
        offer_of(json.dumps(wrong).encode())
    assert alone.value.path == "$.function_versions.shape[1]"
    assert alone.value.offset is not None
    with pytest.raises(OfferUndecodable) as printed:
        offer_of(json.dumps({"offer": wrong, "canonical": "", "sha256": ""}).encode())
    assert (printed.value.path, printed.value.offset) == (alone.value.path, None)


def test_a_file_that_holds_no_offer_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, "hello")
    for read in (read_offer, read_offer_file):
        with pytest.raises(OfferUndecodable) as found:
            read(file)
        assert str(found.value).startswith(f"{file}: $ at byte 0: expected")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"offer": 1, "canonical": 2, "sha256": 3}', "\ufeff{}"])
def test_what_is_no_offer_is_an_error_of_the_person_who_named_it(text: str) -> None:
    with pytest.raises(OfferUndecodable):
        offer_of(text.encode())


def test_a_screen_reads_no_pipe_and_nobody_reads_more_than_an_offer_can_be(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileUnreadable, match="a pipe or device"):
        read_offer_file(str(tmp_path / "pipe"))
    with pytest.raises(FileUnreadable, match="a folder"):
        read_offer_file(str(tmp_path))
    for read in (read_offer, read_offer_file):
        with pytest.raises(FileDamaged, match="a larger file"):
            read(written(tmp_path, " " * (OFFER_MAX_BYTES + 1)))
        with pytest.raises(FileUnreadable, match="no such file"):
            read(str(tmp_path / "missing"))
