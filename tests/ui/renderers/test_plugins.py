"""What stands on the sheet of plugins."""

from __future__ import annotations

from tests.ui.renderers.test_sheet_renderers import cells, text
from workbench.errors.operator import FileDamaged
from workbench.session.values.plugin_listing import ListedSample, PluginListing, RecentPlugin
from workbench.ui.renderers import plugins

SHOWN, BESIDE, GONE, SAMPLE = "/home/me/shown.wasm", "/work/beside.wasm", "/work/gone\x1b.wasm", "/s/filter.wasm"
LISTING = PluginListing(
    (
        RecentPlugin(SHOWN, "shown", "1.0", 5.0),
        RecentPlugin(GONE, "evil\x1b[2J", "2", 4.0, is_gone=True),
        RecentPlugin(BESIDE, "", "", 1e300),
    ),
    (ListedSample(SAMPLE, "filter", "Keeps upstreams."),),
    home="/home/me",
)
PLACES = (SHOWN, BESIDE)


def test_recent_plugins_stand_before_samples_with_what_is_known_of_them() -> None:
    found = cells(plugins.rows(LISTING, PLACES))
    assert [row[0] for row in found] == ["shown 1.0", "evil␛[2J 2", "no identity was read", "filter"]
    assert [row[1] for row in found] == ["shown", "gone", "beside", "sample"]
    assert [row[3] for row in found] == ["~/shown.wasm", "/work/gone␛.wasm", BESIDE, "Keeps upstreams."]


def test_the_row_that_is_meant_most_likely_is_the_newest_that_is_there_and_not_open() -> None:
    assert plugins.first_row(LISTING, PLACES) == SAMPLE
    assert plugins.first_row(LISTING, (SHOWN, "")) == BESIDE
    assert plugins.first_row(PluginListing((RecentPlugin(SHOWN),)), PLACES) == SHOWN
    assert plugins.first_row(PluginListing(), PLACES) is None


def test_each_row_says_which_keys_do_what_with_it() -> None:
    def said(path: str | None, listing: PluginListing = LISTING) -> str:
        return text(plugins.detail_lines(listing, path, PLACES, "^6"))

    assert "anew" in said(SHOWN)
    assert "enter" in said(BESIDE)
    assert "closes it" in said(BESIDE)
    assert "in the place of the one beside it: ^6 goes" in said(SAMPLE)
    assert "${response:shape:}" in said(SAMPLE)
    assert "takes it off the list" not in said(SAMPLE)
    assert "No file stands there any more" in said(GONE)
    assert "\x1b" not in said(GONE)
    assert "takes it off the list" in said(GONE)
    assert "types a path" in said(None, PluginListing())


def test_the_line_above_says_what_is_under_way_or_wrong() -> None:
    damaged = FileDamaged("recent\x1b.json", "a JSON object", "no JSON")
    assert plugins.summary(LISTING, "a\x1b.wasm").plain == "opening a␛.wasm …"
    assert plugins.summary(PluginListing(error=damaged), "").plain == (
        "recent␛.json: expected a JSON object, found no JSON"
    )
    assert "is kept" in plugins.summary(LISTING, "").plain
    assert plugins.summary(None, "").plain == "looking …"
