"""`decode --batch` and `offer --hash --batch`: every recorded verdict, line by line, and what ends a batch."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.batch import answer_lines
from workbench.cli.main import main
from workbench.errors.operator import FileDamaged

VECTORS = Path(__file__).parent.parent / "vectors"
DECODE = [sys.executable, "-m", "workbench", "decode", "--batch"]
OFFER = [sys.executable, "-m", "workbench", "offer", "--hash", "--batch"]
GOOD = {"id": "a", "type": "json", "text_b64": base64.b64encode(b" 1 ").decode()}


def answers_of(command: list[str], file: Path) -> tuple[list[Any], list[Any]]:
    """Return the recorded lines, and the answers to them."""
    with file.open("rb") as stream:
        ran = subprocess.run(command, stdin=stream, capture_output=True, check=True)
    recorded, answers = file.read_bytes(), ran.stdout
    return [json.loads(line) for line in recorded.splitlines()], [json.loads(line) for line in answers.splitlines()]


@pytest.mark.scenario
def test_decode_agrees_with_every_recorded_verdict() -> None:
    recorded, answers = answers_of(DECODE, VECTORS / "serde.jsonl")
    fields = ("id", "ok", "canonical", "error_kind", "stage")
    expected = [{name: vector.get(name) for name in fields} for vector in recorded]
    assert [(told, wanted) for told, wanted in zip(answers, expected, strict=True) if told != wanted] == []


def test_offers_hash_as_recorded() -> None:
    recorded, answers = answers_of(OFFER, VECTORS / "offer_hash.jsonl")
    expected = [{name: vector[name] for name in ("id", "canonical", "sha256")} for vector in recorded]
    assert answers == expected


def test_each_line_is_answered_before_the_next_one_is_asked_for() -> None:
    with subprocess.Popen(DECODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({**GOOD, "id": number}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=300) == 0


def test_only_one_line_is_held_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []

    def lines() -> Iterator[bytes]:
        for number in range(4):
            assert told == [f"answer {one}" for one in range(number)]
            yield json.dumps({**GOOD, "id": number}).encode()
            told.append(capsys.readouterr().out.strip())

    assert answer_lines(lines(), lambda entry, text: f"answer {entry['id']}") == 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"nonsense", "JSONDecodeError"),
        (b"\xff", "UnicodeDecodeError"),
        (b"[" * 100_000, "RecursionError"),
        (b"[1]", "TypeError"),
        (b"{}", "'text_b64'"),
        (b'{"text_b64":5}', "TypeError"),
        (b'{"text_b64":"!"}', "base64"),
        (b'{"text_b64":"e30="}', "'type'"),
        (b'{"text_b64":"e30=","type":"headr"}', "found 'headr'"),
        (b'{"text_b64":"e30=","type":[]}', "expected a known type"),
        (b'{"text_b64":"e30=","type":"header","mode":"x"}', "'x' is not a valid Mode"),
        (b'{"text_b64":"e30=","type":"header","profile":7}', "7 is not a valid Profile"),
        (b'{"text_b64":"e30=","type":"accept","offer_b64":"e30="}', "OfferUndecodable"),
    ],
)
def test_a_line_without_an_answer_ends_the_batch_and_is_named(
    line: bytes, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = json.dumps(GOOD).encode() + b"\n\n" + line
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(["decode", "--batch"]) == 2
    told = capsys.readouterr()
    assert [json.loads(answer)["id"] for answer in told.out.splitlines()] == ["a"]
    assert "line 3: " in told.err
    assert says in told.err
    assert "Traceback" not in told.err


def test_an_offer_that_is_none_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"text_b64":"e30="}')))
    assert main(["offer", "--hash", "--batch"]) == 2
    assert "line 1: " in capsys.readouterr().err


def test_naming_the_line_keeps_the_cause() -> None:
    with pytest.raises(FileDamaged) as raised:
        answer_lines([b"{}"], lambda entry, text: "")
    assert isinstance(raised.value.__cause__, KeyError)
