"""The table of several plugins: the worst first, in columns, and one line that counts."""

from __future__ import annotations

from workbench.reports.text.many import count_line, write_many
from workbench.reports.text.page import Page
from workbench.session.values.plugin_verdict import ManyVerdicts, PluginVerdict


def written(*verdicts: PluginVerdict, shows_all: bool = False, not_checked: int = 0, shard: str = "") -> list[str]:
    page = Page(shows_all=shows_all)
    write_many(page, ManyVerdicts(verdicts, not_checked, 1_500, 2, shard))
    return page.text.splitlines()


def test_the_worst_stand_first_and_then_by_path() -> None:
    lines = written(*(PluginVerdict(f"{name}.wasm", code) for name, code in zip("dcba", (0, 1, 3, 4), strict=True)))
    assert [line.split()[1] for line in lines[:4]] == ["a.wasm", "b.wasm", "c.wasm", "d.wasm"]
    assert [line[0] for line in lines[:4]] == ["!", "✕", "✕", "✓"]


def test_columns_stand_below_each_other_whatever_the_names_are() -> None:
    short, wide, _ = written(PluginVerdict("a", 0), PluginVerdict("宽宽", 0))
    assert (short.index("passed"), wide.index("passed")) == (8, 6)


def test_names_and_reasons_drive_no_terminal() -> None:
    text = "\n".join(written(PluginVerdict("a\n\x1b[2J\udcff.wasm", 1, "no\x1b[2J\nmore")))
    assert "\x1b" not in text
    assert len(text.splitlines()) == 2


def test_a_long_table_is_cut_unless_all_is_asked_for() -> None:
    many = [PluginVerdict(f"{number:03}", 0) for number in range(150)]
    assert written(*many)[-2] == "  … and 50 more; --all shows them"
    assert len(written(*many, shows_all=True)) == 151


def test_only_what_happened_is_counted() -> None:
    run = ManyVerdicts((PluginVerdict("a", 0), PluginVerdict("b", 3)), 7, 1_500, 1, "2/3")
    assert count_line(run) == (
        "9 plugins of shard 2/3: 1 passed, 1 unreadable, 7 not checked (--fail-fast); 1.5 ms, 1 worker"
    )


def test_a_shard_without_plugins_passes() -> None:
    run = ManyVerdicts(())
    assert (run.exit_code, count_line(run)) == (0, "0 plugins: none; 0 µs, 1 worker")
