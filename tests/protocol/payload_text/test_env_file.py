"""The lines of a `.env`."""

from __future__ import annotations

import pytest

from workbench.errors.files import LineDamaged
from workbench.errors.operator import FileDamaged
from workbench.protocol.payload_text.env_file import read_env


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("A=b", {"A": "b"}),
        ("A=", {"A": ""}),
        ("  A = b c  ", {"A": "b c"}),
        ("export A=b", {"A": "b"}),
        ("A=b # why", {"A": "b"}),
        ("A=b#c", {"A": "b#c"}),
        ("A='b # ${c}'", {"A": "b # ${c}"}),
        (r'A="b\n\"c\"" # why', {"A": 'b\n"c"'}),
        ("A=b=c", {"A": "b=c"}),
        ("# A=b", {}),
        ("A=b\r\n\r\nB=c\n", {"A": "b", "B": "c"}),
        ("A=b\nA=c", {"A": "c"}),
        ("TEAM.key-1=ß", {"TEAM.key-1": "ß"}),
    ],
)
def test_a_line_gives_a_name_its_value(line: str, found: dict[str, str]) -> None:
    assert read_env(line.encode(), ".env") == found


@pytest.mark.parametrize("line", ["secret", "=secret", "1A=secret", 'A="secret', "A='secret' x", "A B=secret"])
def test_another_line_is_named_by_its_number_and_never_shown(line: str) -> None:
    with pytest.raises(LineDamaged) as raised:
        read_env(f"B=1\n{line}\n".encode(), ".env")
    assert raised.value.line == 2
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("content", [b"\xff=1", b"\xef\xbb\xbfA=1", "A=1".encode("utf-16")])
def test_another_encoding_is_named(content: bytes) -> None:
    with pytest.raises(FileDamaged):
        read_env(content, ".env")
