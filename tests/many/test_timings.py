"""Timings: shards that share a file plan with the same times, whatever the others write meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.errors.operator import FileDamaged
from workbench.many.found import PluginFound
from workbench.many.timings import Timings
from workbench.session.many.order import Shard
from workbench.session.values.plugin_verdict import PluginVerdict

PLUGINS = [PluginFound(f"dist/{name}.wasm") for name in "abcdef"]
FILE = "ci/timings.json"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(shard: Shard | None, file: str | None = FILE, base_us: int = 1_000) -> list[str]:
    """Plan, check and write, as one runner does; return what it checked."""
    timings = Timings(file)
    planned = timings.plan(PLUGINS, shard)
    verdicts = [PluginVerdict(one.path, 0, wall_us=base_us * (ord(one.path[5]) - 96) ** 3) for one in planned]
    timings.write(verdicts, shard)
    return [one.path for one in planned]


def content() -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(FILE).read_text())
    return found


def test_a_missing_file_means_equal_times_and_is_written() -> None:
    assert run(None) == [one.path for one in PLUGINS]
    assert content()["plugins"] == {f"../dist/{name}.wasm": float(place**3) for place, name in enumerate("abcdef", 1)}


def test_the_times_of_an_earlier_run_decide_the_order() -> None:
    run(None)
    assert run(None) == [one.path for one in reversed(PLUGINS)]


def test_shards_one_after_the_other_check_every_plugin_once_though_each_writes_its_times() -> None:
    checked = [path for number in (1, 2, 3) for path in run(Shard(number, 3))]
    assert sorted(checked) == [one.path for one in PLUGINS]
    assert "shards_still_missing" not in content()
    assert len(content()["plugins"]) == len(PLUGINS)  # type: ignore[arg-type]


def test_a_shard_that_runs_again_before_all_have_ended_checks_the_same() -> None:
    first = run(Shard(1, 3))
    run(Shard(2, 3))
    assert run(Shard(1, 3)) == first
    assert content()["shards_still_missing"] == ["3/3"]


def test_a_shard_only_reads_a_file_with_all_times() -> None:
    run(None)
    before = Path(FILE).read_bytes()
    parts = [run(Shard(number, 2), base_us=77) for number in (1, 2)]
    assert Path(FILE).read_bytes() == before
    assert sorted(parts[0] + parts[1]) == [one.path for one in PLUGINS]
    assert parts[0] == ["dist/f.wasm", "dist/b.wasm"]


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    run(None, file=None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "cc-lb-workbench timings", "version": 1, "plugins": {"a": "long"}}', "[" * 100_000],
)
def test_a_file_of_another_form_is_named(text: str) -> None:
    Path("ci").mkdir()
    Path(FILE).write_text(text)
    with pytest.raises(FileDamaged, match="timings"):
        Timings(FILE)
