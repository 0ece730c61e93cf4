"""`workbench history PLUGIN [ENTRY]`: what was sent to a plugin and what came back, as the screen has kept it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate, new_page, print_json, print_page, terminal_columns
from workbench.errors import PluginError
from workbench.errors.operator import FileUnreadable, SettingInvalid
from workbench.reports.json.history import compared_json, entry_json, listing_json
from workbench.reports.text.history import write_compared, write_damage, write_entry, write_listing, write_saved
from workbench.session.browse_history import compare_entries, entry_of, list_entries
from workbench.session.values.history import HistoryEntry, HistoryFilter
from workbench.session.values.history_listing import HistoryListing
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.store.history_reader import HistoryReader
from workbench.store.places import HISTORY_NAME, is_nowhere, places
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.session.values.recording import SavedRecording

_OFF = "the history is switched off in the settings: nothing is added to it"


def run(arguments: argparse.Namespace) -> int:
    """List entries, show one, or compare two."""
    _check(arguments)
    plugin = _plugin_name(arguments.plugin)
    source = _opened(arguments)
    if not resolved_settings(arguments, goes_on=True)["history"].value:
        narrate(f"workbench: {_OFF}")
    if arguments.entry is None:
        return _list(arguments, source, plugin)
    if source is None:
        raise FileUnreadable(str(_place(arguments)), "a history that can be read", "no such file")
    entry = entry_of(source, plugin, arguments.entry)
    if arguments.compare is not None:
        return _compare(arguments, entry, entry_of(source, plugin, arguments.compare))
    entry = _without_secrets(arguments, [entry])[0]
    page = new_page(arguments.color)
    if arguments.payload:
        page.data(entry.payload)
    elif arguments.format == "json":
        print_json(entry_json(entry))
    else:
        write_entry(page, entry)
    print_page(page)
    return Exit.PASSED


def _check(arguments: argparse.Namespace) -> None:
    """Raise SettingInvalid for options that need an entry, or have none; PlaceUnwritable: nothing can be recorded."""
    if arguments.entry is None:
        for name in ("compare", "payload"):
            if getattr(arguments, name):
                raise SettingInvalid(name, None, "the number of an entry behind PLUGIN", "option", found="none")
    else:
        for name in ("function", "outcome", "text", "marked", "record"):
            if getattr(arguments, name):
                expected = "no number of an entry behind PLUGIN: the option belongs to the list"
                raise SettingInvalid(name, None, expected, "option", found=str(arguments.entry))
    if arguments.record is not None:
        from workbench.store.recordings import check_recordable  # noqa: PLC0415 - few ask for it

        check_recordable(Path(arguments.record))
    if arguments.payload and (arguments.compare is not None or arguments.format == "json"):
        found = "--compare" if arguments.compare is not None else "--format json"
        raise SettingInvalid("payload", None, "neither --compare nor --format json beside it", "option", found=found)


def _plugin_name(plugin: str) -> str:
    """Return the name that entries are kept under: that in the identity, else the file's.

    What is no path names the plugin itself. Raises PluginUnreadable, PluginFileTooLarge.
    """
    if not plugin.endswith(".wasm") and os.sep not in plugin and not os.path.exists(plugin):  # noqa: PTH110 - any bytes
        return plugin
    from workbench.compose import artifact_at  # noqa: PLC0415 - a name does without
    from workbench.protocol.identity import read_identity  # noqa: PLC0415 - as above

    try:
        return read_identity(artifact_at(plugin).module).plugin_name
    except PluginError:
        return Path(plugin).name


def _place(arguments: argparse.Namespace) -> Path:
    return Path(arguments.history_file) if arguments.history_file is not None else places().state / HISTORY_NAME


def _opened(arguments: argparse.Namespace) -> HistoryReader | None:
    """Return the history; None: none was kept yet. Raises FileUnreadable, FileDamaged, FormatTooNew."""
    place = _place(arguments)
    is_ours = arguments.history_file is None
    if is_ours and (is_nowhere(place) or not os.path.lexists(place)):
        return None
    return HistoryReader(place)


def _list(arguments: argparse.Namespace, source: HistoryReader | None, plugin: str) -> int:
    wanted = HistoryFilter(
        function=arguments.function,
        outcome=arguments.outcome,
        plugin=plugin,
        text=arguments.text or None,
        marked=True if arguments.marked else None,
    )
    path = str(_place(arguments))
    listing = HistoryListing(plugin, path)
    if source is not None:
        listing = list_entries(source, path, plugin, wanted, arguments.limit)
    saved = _recorded(arguments, listing)
    listing = _redacted(arguments, listing)
    page = new_page(arguments.color)
    if arguments.format == "json":
        print_json(listing_json(listing, saved))
        write_damage(page, listing)
    else:
        write_listing(page, listing, terminal_columns())
        if not listing.entries and source is None:
            page.note(f"nothing was kept yet: the screen keeps each dispatch in {visible(path)}")
    if saved is not None:
        write_saved(page, saved)
    print_page(page)
    return Exit.PASSED


def _recorded(arguments: argparse.Namespace, listing: HistoryListing) -> SavedRecording | None:
    """Write what is listed into a recording; return what was written, None: none is wanted, or nothing is listed."""
    if arguments.record is None or not listing.entries:
        return None
    # Few ask for it.
    from workbench.session.history.recording_export import save_entries  # noqa: PLC0415
    from workbench.session.values.conditions import USUAL_CONDITIONS  # noqa: PLC0415
    from workbench.store.recordings import RecordingFiles  # noqa: PLC0415

    oldest_first = tuple(reversed(listing.entries))
    keeps = arguments.keep_secrets
    return save_entries(arguments.record, oldest_first, RecordingFiles(), USUAL_CONDITIONS, redacted=not keeps)


def _compare(arguments: argparse.Namespace, first: HistoryEntry, second: HistoryEntry) -> int:
    compared = compare_entries(*_without_secrets(arguments, [first, second]))
    page = new_page(arguments.color)
    if arguments.format == "json":
        print_json(compared_json(compared))
    else:
        write_compared(page, compared)
    print_page(page)
    return Exit.PASSED if compared.comparison.verdict is ReplayVerdict.SAME else Exit.FAILED


def _redacted(arguments: argparse.Namespace, listing: HistoryListing) -> HistoryListing:
    from dataclasses import replace  # noqa: PLC0415 - one entry does without

    return replace(listing, entries=tuple(_without_secrets(arguments, listing.entries)))


def _without_secrets(arguments: argparse.Namespace, entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """Return entries without their secrets, unless they are to be kept; what was taken out is said."""
    if arguments.keep_secrets:
        return list(entries)
    from workbench.reports.text.redaction import found_text  # noqa: PLC0415 - needs the rules
    from workbench.session.history.redaction import redact  # noqa: PLC0415 - as above

    found = [redact(entry) for entry in entries]
    taken_out = dict.fromkeys(one for entry in found for one in entry.found)
    kept = dict.fromkeys(one for entry in found for one in entry.kept)
    if taken_out:
        narrate(f"taken out: {found_text(tuple(taken_out))}; --keep-secrets keeps it")
    if kept:
        narrate(f"kept, and looks like a secret: {found_text(tuple(kept))}")
    return [one.entry for one in found]
