"""Versions of installed packages, without the standard library's reader of descriptions."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from workbench.installed import description_folder, installed_version


@pytest.mark.parametrize("package", ["textual", "extism-sys", "EXTISM_sys", "orjson", "platformdirs"])
def test_the_version_is_the_one_that_the_standard_library_reads(package: str) -> None:
    assert installed_version(package) == importlib.metadata.version(package)


def test_a_package_that_is_not_installed_has_no_version() -> None:
    assert installed_version("no-such-package-of-ours") is None


def test_a_package_whose_name_begins_with_another_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`textual_serve` is not `textual`; what is no folder of the import path is passed over."""
    for name in ("one_serve-1.0.dist-info", "One_Two-2.0.post1.dist-info", "one-3.dist-info"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("sys.path", ["/no/such/folder", str(tmp_path)])
    description_folder.cache_clear()
    assert [installed_version(name) for name in ("one-two", "one", "one-serve")] == ["2.0.post1", "3", "1.0"]
    description_folder.cache_clear()
