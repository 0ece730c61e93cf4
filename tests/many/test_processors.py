"""How many workers there are by default: what a container grants, not what its machine has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.marks import LINUX_ONLY
from workbench.many.processors import processors

AFFINITY = "sched_getaffinity"


@LINUX_ONLY
@pytest.mark.parametrize(
    ("quota", "count"),
    [
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("1000 100000", 1),
        ("max 100000", 8),
        ("9999999 100000", 8),
        ("", 8),
        ("1 0", 8),
        ("0 100000", 1),
    ],
)
def test_the_limit_of_a_container_counts(
    quota: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, AFFINITY, lambda _: range(8))
    (tmp_path / "cpu.max").write_text(quota)
    assert processors(tmp_path / "cpu.max") == count


def test_without_such_a_limit_the_processors_count(tmp_path: Path) -> None:
    assert 1 <= processors(tmp_path / "missing") <= (os.cpu_count() or 1)
