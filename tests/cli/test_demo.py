"""`workbench demo`: what is said before anything starts, and the pictures of a whole show."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.cli.output import Exit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "plugin = 'dialect'\n[[step]]\nsey = 'a'",
            "line 3 (step 1, sey): expected a step, found 'sey'; did you mean 'say'?",
        ),
        (
            "plugin = 'gone.wasm'\n[[step]]\nsay = 'a'",
            "line 1 (plugin): expected a plugin that is there, found no file",
        ),
        ("plugin = ", "expected TOML, found"),
    ],
)
def test_a_script_that_cannot_be_played_is_told_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    script = tmp_path / "show.toml"
    script.write_text(text)
    assert main(["demo", str(script), "--pictures", str(tmp_path / "out")]) == Exit.USAGE
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_theme_that_is_unknown_and_a_size_that_is_none_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--pictures", str(tmp_path), "--theme", "workbench-drak"]) == Exit.USAGE
    assert "did you mean 'workbench-dark'?" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["demo", "--size", "80"])
    assert "expected COLUMNSxROWS, such as 80x24, found '80'" in capsys.readouterr().err


def test_pictures_that_cannot_be_written_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["demo", "--pictures", str(tmp_path / "file" / "out")]) == Exit.USAGE
    assert "file/out: expected a file that can be written" in capsys.readouterr().err


@pytest.mark.slow
def test_the_demo_that_ships_plays_to_its_end_with_a_picture_of_each_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--pictures", str(tmp_path), "--size", "80x24"]) == Exit.PASSED, capsys.readouterr().err
    script = (asset_folder("demos") / "layers.toml").read_text()
    pictures = sorted(tmp_path.glob("*.svg"))
    assert len(pictures) == script.count("\nsay = ")
    rejected = [one for one in pictures if one.name.endswith("present-self-check.svg")][1]
    assert "FailureStatus" in rejected.read_text()
