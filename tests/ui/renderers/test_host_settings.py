"""What stands on the host's sheet of its settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.renderers.test_sheet_renderers import cells, text
from workbench.protocol.budgets import STRICT, Imports
from workbench.protocol.offer import Offer, reference_offer
from workbench.protocol.profiles import Profile
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.ui.renderers import host, host_settings


def with_settings(**changes: object) -> SessionState:
    return replace(states.ready(), settings=replace(Settings(), **changes))  # type: ignore[arg-type]


def test_every_setting_is_shown_with_the_option_that_sets_it_at_start() -> None:
    assert cells(host.table(with_settings(), "settings").rows) == [
        ["profile", "0.1, the first Extism line", "--profile"],
        ["budget", "serving: 5,000 ms, 32 pages, fuel 1,000,000,000", "--budget"],
        ["imports", "as the reference: the strict budget links no host function", "--imports"],
        ["capabilities", "none", "--capability"],
        ["offer", "as the reference offers", "--offer"],
    ]


def test_what_was_changed_is_shown_and_a_name_from_outside_cannot_reach_the_terminal() -> None:
    changed = with_settings(
        profile=Profile.V0_3,
        budget=replace(STRICT, fuel=0, max_pages=None),
        imports=Imports.TRAP,
        capabilities=frozenset({"b", "a\x1b"}),
        offer=reference_offer(),
        offer_file="my\x1b.json",
        config={"tone\x1b": "dry"},
    )
    assert [row[1] for row in cells(host.table(changed, "settings").rows)] == [
        "0.3, the last Extism line",
        "strict: 200 ms, pages without limit, fuel without limit",
        "the strict budget links host functions that fail when they are called",
        "a␛ b",
        "7 functions, of my␛.json",
        "dry",
    ]
    assert cells(host.table(changed, "settings").rows)[-1][0] == "config tone␛"


def test_a_secret_of_the_configuration_is_not_shown() -> None:
    shown = cells(host.table(with_settings(config={"api_key": "sk-ant-1234567890"}), "settings").rows)[-1]
    assert "1234567890" not in shown[1]
    assert shown[1]


@pytest.mark.parametrize("key", ["profile", "budget", "imports", "capabilities", "offer", "config\0tone", None])
def test_each_row_says_what_it_does_what_follows_and_which_keys_change_it(key: str | None) -> None:
    said = text(host_settings.detail_lines(with_settings(config={"tone": "dry"}), key))
    assert "The plugin is loaded again" in said
    assert "adds an entry to the configuration" in said
    assert ("enter  " in said) == (key is not None)


def test_an_offer_is_shown_function_by_function_where_it_is_not_the_reference_s() -> None:
    versions = {**reference_offer().function_versions, "shape": (1, 2), "later\x1b": (1,)}
    del versions["sign"]
    offer = Offer(versions, frozenset({"fs:read"}))
    said = text(host_settings.detail_lines(with_settings(offer=offer, offer_file="o.json"), "offer")).splitlines()
    [shape], [sign], [later], [filters], [capabilities] = (
        [line for line in said if line.strip().startswith(f"{name} ")]
        for name in ("shape", "sign", "later␛", "filter", "capabilities of the file")
    )
    assert "1, 2   the reference offers 1" in shape
    assert "not offered   the reference offers it" in sign
    assert "1   the reference does not know it" in later
    assert filters.split() == ["filter", "1"]
    assert "fs:read" in capabilities


def test_a_change_that_waits_for_a_running_call_is_called_not_applied() -> None:
    assert "of this run" in host.summary(with_settings(), "settings").plain
    running = replace(with_settings(), running="shape")
    assert host.summary(running, "settings").plain.startswith("not applied yet: a call is running")
