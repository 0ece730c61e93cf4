"""`workbench schema`: which type a name that is not known stands for."""

from __future__ import annotations

import pytest

from workbench.cli.main import main


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("shape", "shape_request"),
        ("filter", "filter_request"),
        ("shape_reqest", "shape_request"),
        ("setings", "settings"),
    ],
)
def test_a_type_that_is_not_known_names_the_one_that_was_meant(
    name: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name of a function stands for its request, which is what people write."""
    assert main(["schema", name]) == 2
    assert f"did you mean {meant!r}?" in capsys.readouterr().err


def test_a_type_that_is_like_no_other_names_where_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "zzz"]) == 2
    said = capsys.readouterr().err
    assert "did you mean" not in said
    assert "`workbench schema` prints the wire types" in said
