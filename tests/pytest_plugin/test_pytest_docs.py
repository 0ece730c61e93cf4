"""docs/pytest.md and what README and .ci/run say of the pytest plugin are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cc_lb_pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/pytest.md").read_text()


def test_the_page_lists_the_fixtures_and_no_others() -> None:
    defined = {name for name in vars(cc_lb_pytest) if name.startswith("cc_lb_")}
    assert set(re.findall(r"^\| `(cc_lb_\w+)` \|", PAGE, re.M)) == defined


def test_the_clock_is_the_one_that_the_page_names() -> None:
    assert f"{cc_lb_pytest.FROZEN_CLOCK_UNIX_MS:,}" in PAGE


@pytest.mark.parametrize("page", ["docs/pytest.md", "README.md", ".ci/run"])
def test_the_option_is_written_as_it_is(page: str) -> None:
    parser = pytest.Parser(_ispytest=True)
    cc_lb_pytest.pytest_addoption(parser)
    named = set(re.findall(r"--cc-lb-[a-z-]+", (ROOT / page).read_text()))
    assert named == {option for one in parser.getgroup("cc-lb").options for option in one.names()}


def test_every_plugin_of_ci_has_its_recording() -> None:
    step = (ROOT / ".ci/run").read_text().partition('step "pytest plugin"')[2].partition("step ")[0]
    samples = re.findall(r"for sample in ([\w ]+);", step)[0].split()
    assert samples
    assert all((ROOT / f"tests/recordings/{sample}.jsonl").exists() for sample in samples)
