"""Which plugins are meant: folders, patterns, links, and what is no file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors.remedies import NO_MATCH, NONE_BELOW
from workbench.many.found import find_plugins, means_one


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def make(*names: str) -> None:
    for name in names:
        place = Path(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"x")


def paths(*given: str) -> list[str]:
    return [one.path for one in find_plugins(given).plugins]


def reasons(*given: str) -> dict[str, str]:
    return {one.path: one.error.reason for one in find_plugins(given).plugins if one.error is not None}


def test_a_folder_means_every_wasm_file_below_it() -> None:
    make("dist/a.wasm", "dist/deep/er/b.WASM", "dist/c.txt", "other/d.wasm")
    assert paths("dist") == ["dist/a.wasm", "dist/deep/er/b.WASM"]


def test_a_file_counts_once_however_often_it_is_named() -> None:
    make("dist/a.wasm")
    assert paths("dist/a.wasm", "dist", "dist/*.wasm", "dist/a.wasm") == ["dist/a.wasm"]


@pytest.mark.parametrize("pattern", ["dist/*.wasm", "dist/**/*.wasm", "di*/[ab].wasm"])
def test_a_pattern_means_what_it_matches(pattern: str) -> None:
    make("dist/a.wasm", "dist/c.txt")
    assert paths(pattern) == ["dist/a.wasm"]


def test_two_stars_match_in_all_folders_below() -> None:
    make("a.wasm", "x/b.wasm", "x/y/c.wasm")
    assert paths("**/*.wasm") == ["a.wasm", "x/b.wasm", "x/y/c.wasm"]
    assert paths(f"{Path.cwd()}/x/**/*.wasm") == [f"{Path.cwd()}/x/b.wasm", f"{Path.cwd()}/x/y/c.wasm"]


def test_a_file_whose_name_looks_like_a_pattern_is_a_file() -> None:
    make("a[1].wasm", "a1.wasm")
    assert paths("a[1].wasm") == ["a[1].wasm"]
    assert means_one(["a[1].wasm"])


@pytest.mark.parametrize(
    ("given", "one"), [("a.wasm", True), ("missing.wasm", True), ("dist", False), ("*.wasm", False)]
)
def test_a_folder_or_a_pattern_is_not_one_plugin(given: str, one: bool) -> None:
    make("a.wasm", "dist/b.wasm")
    assert means_one([given]) is one


def test_nothing_found_is_a_failure_and_not_nothing() -> None:
    Path("dist").mkdir()
    assert reasons("dist", "none*.wasm") == {"dist": NONE_BELOW, "none*.wasm": NO_MATCH}


def test_links_that_lead_out_of_the_folder_are_left_out_and_counted() -> None:
    make("dist/a.wasm", "outside.wasm", "outside/b.wasm")
    Path("dist/out.wasm").symlink_to(Path("outside.wasm").absolute())
    Path("dist/folder").symlink_to(Path("outside").absolute())
    found = find_plugins(["dist"])
    assert ([one.path for one in found.plugins], found.links_left_out) == (["dist/a.wasm"], 1)


def test_a_link_within_the_folder_is_the_file_that_it_leads_to() -> None:
    make("dist/a.wasm", "dist/build-7")
    Path("dist/same.wasm").symlink_to("a.wasm")
    Path("dist/latest.wasm").symlink_to("build-7")
    assert paths("dist") == ["dist/a.wasm", "dist/latest.wasm"]


def test_links_to_folders_that_lead_upwards_end() -> None:
    make("dist/a.wasm")
    for number in range(4):
        Path(f"dist/up{number}").symlink_to("..")
    assert paths("dist") == ["dist/a.wasm"]
    assert paths("**/*.wasm") == ["dist/a.wasm"]


def test_a_pipe_and_a_link_to_nothing_are_found_to_be_judged() -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe.wasm")
    Path("nothing.wasm").symlink_to("gone")
    assert paths(".") == ["nothing.wasm", *(["pipe.wasm"] if hasattr(os, "mkfifo") else [])]


def test_names_keep_their_bytes() -> None:
    name = os.fsdecode(b"dist/a \n\xff.wasm")
    try:
        make(name)
    except OSError:
        pytest.skip("this file system takes text only")
    assert paths("dist") == [name]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden here")
def test_a_folder_that_cannot_be_listed_is_a_failure() -> None:
    make("dist/a.wasm", "dist/closed/b.wasm")
    Path("dist/closed").chmod(0)
    try:
        assert "cannot be listed" in reasons("dist")["dist/closed"]
    finally:
        Path("dist/closed").chmod(0o700)


@pytest.mark.parametrize("path", ["a\0.wasm", "*\0/[a"])
def test_a_path_with_a_nul_is_a_file_that_cannot_be_read(path: str) -> None:
    assert paths(path) == [path]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("ab/*?[]!.-\\\n~\udcff", max_size=9).filter(lambda text: ".." not in text and text[:1] != "/"))
def test_whatever_is_typed_means_some_plugins_or_says_why_not(text: str) -> None:
    assert all(one.path or one.error for one in find_plugins([text]).plugins) or not text
