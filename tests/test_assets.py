"""What comes with the workbench comes with its wheel and its source distribution, too."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import workbench

ROOT = Path(__file__).parents[1]
PACKAGE = Path(workbench.__file__).parent
ASKED = re.compile(r"asset_folder\(\"([a-z_]+)\"\)")


def test_every_folder_that_is_asked_for_is_packed_and_found_there() -> None:
    folders = {name for path in PACKAGE.rglob("*.py") for name in ASKED.findall(path.read_text(encoding="utf-8"))}
    assert folders >= {"themes", "sample_plugins", "project_templates"}
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    for name in folders:
        assert (ROOT / name).is_dir()
        assert name in build["wheel"]["only-include"]
        assert build["wheel"]["sources"][name] == f"workbench/{name}"
        assert name in build["sdist"]["include"]
