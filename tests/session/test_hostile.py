"""The corpus of hostile plugins: each ends in its verdict, within its memory, and the next good plugin answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.arena import TREE_MAX_BYTES, Arena
from tests.hostile.corpus import CORPUS
from tests.hostile.plugins import Hostile

TWINS = {
    "loops-in-loops", "conditions-in-conditions", "blocks-in-blocks", "tables-of-branches", "functions-200-thousand",
    "functions-of-50-thousand-locals",
}  # fmt: skip
"""Each takes the whole compile limit, as another one of its kind does: the benchmark of survival has them too."""

SLOW = {
    *("sections-1-million", "imports-1-million", "exports-1-million-of-one-name", "functions-1-million"),
    *("start-fills-memory", "dispatch-fills-memory", "module-of-180-mb", "function-of-7-mb"),
    *("elements-9-million", "handshake-fills-memory", "dispatch-grows-a-table", "output-of-30-mb"),
    *("many-locals-through-loops", "handshake-collects-garbage", "sections-20-thousand", "answer-of-floats"),
    *("logs-for-ever", "error-text-of-30-mb", "start-loops-unmetered", "start-logs-by-table"),
}
"""Megabytes of names that are read one by one, and what costs the most of those that have a smaller one beside them."""
MET = [
    pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one.name in SLOW else [])
    for one in CORPUS
    if one.name not in TWINS
]


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """One for all: what a plugin does to the engine would show in the next."""
    made = Arena(cache=tmp_path_factory.mktemp("compiled"))
    yield made
    made.close()


@pytest.mark.scenario
@pytest.mark.parametrize("hostile", MET)
def test_each_has_its_verdict_and_the_next_good_plugin_answers(arena: Arena, hostile: Hostile) -> None:
    met = arena.meet(hostile)
    assert hostile.is_verdict(met.layer, met.kind, met.text), met
    assert met.tree_bytes < TREE_MAX_BYTES, met
    assert met.good_again


@pytest.mark.scenario
def test_no_two_have_the_same_name() -> None:
    assert len({hostile.name for hostile in CORPUS}) == len(CORPUS)
