"""docs/protocol.md has the facts that the core has."""

from __future__ import annotations

import re

import pytest

from tests import pages
from workbench.protocol import limits
from workbench.protocol.budgets import SERVING, STRICT, Budget
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_functions import HOST_FUNCTIONS

TEXT = pages.text_of("docs/protocol.md")
SAID = " ".join(TEXT.split())


def test_the_functions_stand_in_their_order_each_with_its_policy() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .* \(`(\w+)`\) \|$", TEXT, re.M)
    assert rows == [(name, function.policy.value) for name, function in WIRE_FUNCTIONS.items()]


@pytest.mark.parametrize(("budget", "column"), [(STRICT, 0), (SERVING, 1)], ids=["strict", "serving"])
def test_the_budgets_are_those_of_the_core(budget: Budget, column: int) -> None:
    cells = {
        name: (left, right)[column] for name, left, right in re.findall(r"^\| ([\w ]+) \| (.+) \| (.+) \|$", TEXT, re.M)
    }
    assert cells["wall clock per call"] == f"{budget.wall_ms:,} ms"
    assert cells["fuel per call"] == f"{budget.fuel:,}"
    pages_max = "as Extism has it" if budget.max_pages is None else f"{budget.max_pages} pages (2 MiB)"
    assert cells["linear memory"] == pages_max
    if budget is SERVING:
        assert re.findall(r"`(\w+)`", cells["host functions"]) == list(HOST_FUNCTIONS)
        assert cells["storage"] == f"{limits.STORAGE_QUOTA_BYTES:,} bytes for each plugin"


@pytest.mark.parametrize(
    "fact",
    [
        f"custom section named `{limits.IDENTITY_SECTION}`",
        f"`{limits.IDENTITY_MAGIC.hex(' ').upper()}`",
        f"A name has at most {limits.PLUGIN_NAME_MAX_BYTES} bytes and matches `{limits.PLUGIN_NAME_PATTERN}`",
        f"a version has at most {limits.PLUGIN_VERSION_MAX_BYTES} bytes",
        f"the section has at most {limits.CUSTOM_SECTION_MAX_SIZE:,}",
        f"the answer has at most {limits.HANDSHAKE_OUTPUT_MAX_BYTES:,} bytes",
        f"The answer has at most {limits.SELF_CHECK_OUTPUT_MAX_BYTES:,} bytes",
        f"`{limits.HANDSHAKE_EXPORT}`",
        f"`{limits.SELF_CHECK_EXPORT}`",
    ],
)
def test_a_limit_is_that_of_the_core(fact: str) -> None:
    assert fact in SAID


def test_a_record_is_fresh_for_as_long_as_the_core_says() -> None:
    assert limits.SKIP_HANDSHAKE_IF_FRESH_TTL_SECS == 7 * 86_400
    assert "fresh (seven days)" in SAID
