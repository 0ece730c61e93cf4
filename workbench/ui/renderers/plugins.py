"""Plugins that can be opened, as rows. Their names and paths are a stranger's text. Pure."""

from __future__ import annotations

import time
from typing import Final

from textual.content import Content

from workbench.session.values.plugin_listing import ListedSample, PluginListing, RecentPlugin
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.visible import visible

COLUMNS: Final = (
    Column("plugin", stretches=True, least=14),
    Column("", stretches=True, least=6),
    Column("seen", rank=1),
    Column("file", stretches=True, least=24),
)
_NAME_MAX: Final = 90
_PATH_MAX: Final = 400
_BESIDE: Final = (
    "opens it beside the one that is shown{instead}: {swap} goes from one to the other. Payloads of each take answers "
    "of the other: ${{response:shape:}} is what shape answered last"
)
Places = tuple[str, str]
"""The real paths of the plugin that is shown, and of the one beside it; empty: there is none."""


def rows(listing: PluginListing, places: Places) -> list[Row]:
    """Return recent plugins, the one that was seen last first, then samples. Keys are their paths."""
    return [
        *(Row(one.place, _recent(one, places, listing.home)) for one in listing.recent),
        *(Row(one.place, _sample(one, places)) for one in listing.samples),
    ]


def first_row(listing: PluginListing, places: Places) -> str | None:
    """Return the row that is meant most likely: what was open before the one that is shown; None: there is no row."""
    paths = [one.place for one in listing.recent if not one.is_gone] + [one.place for one in listing.samples]
    return next((path for path in paths if path not in places), next(iter(paths), None))


def summary(listing: PluginListing | None, opening: str) -> Content:
    """Return what holds for all of them: what is under way, or wrong."""
    if opening:
        return say((f"opening {visible(opening, limit=_NAME_MAX)} …", "bold"))
    if listing is None:
        return grey("looking …")
    if listing.error is not None:
        return say((visible(str(listing.error), limit=_PATH_MAX), styles.WARN))
    return grey("what was typed for a plugin is kept, and there again when it is opened")


def detail_lines(listing: PluginListing, path: str | None, places: Places, swap: str) -> list[Line]:
    """Return what is known of the plugin under the cursor, and what the keys do with it; `swap` shows the other one."""
    if path is None:
        return [
            Line(grey("No plugin was opened yet, and none came with the workbench.")),
            *_keys(("p", "types a path")),
        ]
    sample = next((one for one in listing.samples if one.place == path), None)
    recent = next((one for one in listing.recent if one.place == path), None)
    lines = [Line(Content(visible(path, limit=_PATH_MAX)))]
    if sample is not None:
        lines.append(Line(grey(sample.summary)))
    if recent is not None and recent.is_gone:
        lines.append(
            Line(say(("No file stands there any more.", styles.WARN), (" d takes it off the list.", "")), hang=2)
        )
    return [*lines, BLANK, *_steps(path, places, swap, listed=recent is not None)]


def _steps(path: str, places: Places, swap: str, *, listed: bool) -> list[Line]:
    shown, beside = places
    if path == shown:
        steps = [("enter", "opens the plugin that is shown anew, with its workbench.toml as it stands now")]
    elif path == beside:
        steps = [("enter", "shows it"), ("d", "closes it: its session ends, what was typed for it is kept")]
    else:
        steps = [
            ("enter", "opens it in the place of the one that is shown, whose session ends"),
            ("s", _BESIDE.format(instead=" in the place of the one beside it" if beside else "", swap=swap)),
        ]
    steps += [("p", "types the path of another one")]
    return _keys(*steps, *([("d", "takes it off the list")] if listed and path not in places else []))


def _keys(*steps: tuple[str, str]) -> list[Line]:
    return list(facts((f"  {key}", grey(what)) for key, what in steps))


def _recent(one: RecentPlugin, places: Places, home: str) -> tuple[Content, ...]:
    name = " ".join(word for word in (one.name, one.version) if word) or "no identity was read"
    moment = time.strftime("%m-%d %H:%M", time.localtime(min(max(one.at, 0.0), 2.0**33)))
    inside = one.place.startswith(f"{home}/") if home else False
    path = f"~{one.place.removeprefix(home)}" if inside else one.place
    return (
        Content(visible(name, limit=_NAME_MAX)),
        say(("gone", styles.WARN)) if one.is_gone else _standing(one.place, places),
        grey(moment),
        grey(visible(path, limit=_PATH_MAX)),
    )


def _sample(one: ListedSample, places: Places) -> tuple[Content, ...]:
    return Content(one.name), _standing(one.place, places, "sample"), Content(), grey(one.summary)


def _standing(path: str, places: Places, otherwise: str = "") -> Content:
    if path == places[0]:
        return say(("shown", styles.GOOD))
    return say(("beside", styles.ACCENT)) if path == places[1] else grey(otherwise)
