"""Order and shards of many plugins: every plugin once, shards of equal length, the same plan everywhere."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.session.many.order import Shard, planned

PLUGINS = st.dictionaries(st.text(max_size=3), st.floats(0.1, 1_000), max_size=40)


def shards(paths: list[str], known: dict[str, float], of: int) -> list[tuple[str, ...]]:
    return [planned(paths, known, Shard(number, of)) for number in range(1, of + 1)]


@given(PLUGINS, st.integers(1, 7))
def test_each_plugin_stands_in_exactly_one_shard(known: dict[str, float], of: int) -> None:
    assert sorted(path for one in shards(list(known), known, of) for path in one) == sorted(known)


@given(PLUGINS, st.integers(1, 7))
def test_shards_differ_by_one_plugin_at_most(known: dict[str, float], of: int) -> None:
    lengths = [sum(known[path] for path in one) for one in shards(list(known), known, of)]
    assert max(lengths) - min(lengths) <= max(known.values(), default=0) + 1e-6


@given(PLUGINS, st.randoms())
def test_the_plan_does_not_depend_on_the_order_in_which_plugins_are_found(
    known: dict[str, float], random: object
) -> None:
    mixed = list(known)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert shards(mixed, known, 3) == shards(sorted(known), known, 3)


def test_the_longest_begin_first() -> None:
    assert planned(["a", "b", "c"], {"a": 1, "b": 9, "c": 5}) == ("b", "c", "a")


def test_a_plugin_without_a_time_counts_as_the_middle_one() -> None:
    assert planned(["new", "a", "b", "c"], {"a": 1, "b": 5, "c": 9}) == ("c", "b", "new", "a")


def test_times_that_are_not_positive_count_as_not_known() -> None:
    assert planned(["a", "b"], {"a": 0.0, "b": -1.0}) == ("a", "b")


def test_without_times_shards_have_as_many_plugins() -> None:
    assert [len(one) for one in shards([f"{number:02}" for number in range(10)], {}, 4)] == [3, 3, 2, 2]
