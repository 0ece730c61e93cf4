"""`workbench open BUNDLE`: what somebody else has seen, on the screen or judged again."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.cli.output import Exit, narrate, narrate_error, new_page, print_page
from workbench.cli.parsers import command_parser, screen_parser
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.errors import OperatorError
from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.protocol.budgets import BUDGETS
from workbench.reports.bundle import names
from workbench.reports.bundle.manifest import read_manifest
from workbench.store.bundle_files import read_bundle
from workbench.store.bundle_folder import new_folder, temporary_folder, write_members, write_project
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.session.values.bundle import BundleFacts

_RECORDED_MAX: Final = 100
"""Calls of one recording that become payloads."""
_NO_MODULE: Final = "the module in the bundle, or the file that --plugin names"


def run(arguments: argparse.Namespace) -> int:
    """Read the bundle, and do with it what was asked for."""
    if arguments.report and not arguments.check:
        raise SettingInvalid("report", arguments.report[0], "it beside --check: the screen judges nothing", "option")
    if arguments.output_file is not None and not (arguments.check or arguments.list or arguments.extract):
        expected = "it beside --check, --list or --extract: the screen prints nothing"
        raise SettingInvalid("output", arguments.output_file, expected, "option")
    report_files(arguments.report, (arguments.bundle, arguments.plugin))
    path = arguments.bundle
    members = dict(read_bundle(Path(path), names.is_member))
    if names.MANIFEST not in members:
        raise FileDamaged(path, f"a bundle, which has a member {names.MANIFEST}", "none")
    facts = read_manifest(members[names.MANIFEST], path)
    if arguments.list:
        return _list(arguments, facts, members)
    _take_module(arguments, facts, members)
    if arguments.extract is not None:
        return _extract(arguments, members)
    with temporary_folder() as folder:
        plugin = _unpacked(folder, facts, members)
        if arguments.check:
            return _check(arguments, facts, plugin)
        return _show(facts, plugin)


def _list(arguments: argparse.Namespace, facts: BundleFacts, members: Mapping[str, bytes]) -> Exit:
    sizes = {name: len(content) for name, content in members.items()}
    if arguments.format == "json":
        from workbench.reports.json.bundle import facts_json  # noqa: PLC0415 - people do without

        print_report(facts_json(facts, sizes))
        return Exit.PASSED
    from workbench.reports.text.bundle import write_facts  # noqa: PLC0415 - programs do without

    page = new_page(arguments.color, shows_all=arguments.all)
    write_facts(page, facts, sizes)
    print_page(page)
    return Exit.PASSED


def _take_module(arguments: argparse.Namespace, facts: BundleFacts, members: dict[str, bytes]) -> None:
    """Put the module among the members where a file gives it, and find out whether it is the one.

    Raises:
        PluginUnreadable, PluginFileTooLarge: The file cannot be read.
        FileDamaged: There is no module, or it is another one.
    """
    source = arguments.bundle
    if arguments.plugin is not None:
        from workbench.compose import artifact_at  # noqa: PLC0415 - most bundles hold the module

        source = arguments.plugin
        members[names.MODULE] = artifact_at(source).module
    elif names.MODULE not in members:
        if arguments.extract is not None:
            return
        raise FileDamaged(source, _NO_MODULE, f"only its hash, {facts.sha256}")
    found = hashlib.sha256(members[names.MODULE]).hexdigest()
    if found != facts.sha256:
        raise FileDamaged(source, f"the module of sha256 {facts.sha256}", f"one of {found}")


def _extract(arguments: argparse.Namespace, members: Mapping[str, bytes]) -> Exit:
    folder = Path(arguments.extract)
    new_folder(folder)
    write_members(folder, members)
    if arguments.format == "json":
        print_report({"extracted": str(folder), "members": sorted(members)})
    else:
        narrate(f"workbench: {len(members):,} members are in {folder}; nothing of them was run")
    return Exit.PASSED


def _unpacked(folder: Path, facts: BundleFacts, members: Mapping[str, bytes]) -> Path:
    """Write what is needed into the folder, and return the plugin."""
    wanted = {name: content for name, content in members.items() if name.startswith(f"{names.PAYLOADS}/")}
    write_members(folder, {names.MODULE: members[names.MODULE], **_recorded(members), **wanted})
    offer = facts.conditions.offer
    if offer is not None:
        write_members(folder, {names.OFFER: offer.text().encode()})
    lowered, raised = _limits(facts)
    write_project(folder, lowered)
    for name in raised:
        narrate(f"workbench: not used: {name}, which the bundle sets above the protocol's limit")
    if facts.hidden_config:
        hidden = visible(", ".join(facts.hidden_config), limit=200)
        narrate(f"workbench: the bundle has no value for what is secret in the plugin's configuration: {hidden}")
    return folder / names.MODULE


def _recorded(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the payloads of recorded calls as saved payloads, so that they can be opened and sent again."""
    from workbench.session.recordings.text import read_recording  # noqa: PLC0415 - most bundles have one at most

    found: dict[str, bytes] = {}
    for name, content in members.items():
        folder, _, file = name.partition("/")
        if folder != names.RECORDINGS:
            continue
        try:
            calls = read_recording(content, name).calls
        except OperatorError as error:
            narrate(f"workbench: left out: {error}")
            continue
        stem = file.removesuffix(names.RECORDING_SUFFIX)
        for number, call in enumerate(calls[:_RECORDED_MAX], start=1):
            place = f"{names.PAYLOADS}/{call.function}/{stem}-{number}.json"
            if names.is_member(place):
                found[place] = call.payload.encode("utf-8", "surrogateescape")
    return found


def _limits(facts: BundleFacts) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Return the limits of a bundle that are lower than the protocol's, by budget, and the names of the others."""
    lowered: dict[str, dict[str, int]] = {}
    raised = []
    for budget, limits in facts.conditions.limits.items():
        for name, limit in limits.items():
            own = getattr(BUDGETS[budget], name)
            # No fuel means that it is not metered.
            if (own is None or limit < own) and not (name == "fuel" and limit == 0):
                lowered.setdefault(budget, {})[name] = limit
            else:
                raised.append(f"{budget}.{name}")
    return lowered, raised


def _check(arguments: argparse.Namespace, facts: BundleFacts, plugin: Path) -> int:
    from workbench.cli.commands.check import run as check  # noqa: PLC0415 - the screen does without

    words = ["--format", arguments.format, "--color", arguments.color, *(["--all"] if arguments.all else [])]
    checking = command_parser("check").parse_args([*words, "--", str(plugin)])
    checking.report = arguments.report
    return check(_as_in(facts, checking, plugin))


def _show(facts: BundleFacts, plugin: Path) -> int:
    from workbench.cli.commands.screen import run as show  # noqa: PLC0415 - headless runs do without
    from workbench.ui.terminal.running import unfit  # noqa: PLC0415 - as above

    obstacle = unfit()
    if obstacle is not None:
        narrate_error(f"workbench: {obstacle.partition(';')[0]}; without it: workbench open BUNDLE --check")
        return Exit.USAGE
    narrate("workbench: the bundle is open in a folder that is removed at the end; --extract FOLDER keeps it")
    showing = screen_parser().parse_args(["--", str(plugin)])
    showing.at_end = plugin.parent
    return show(_as_in(facts, showing, plugin))


def _as_in(facts: BundleFacts, arguments: argparse.Namespace, plugin: Path) -> argparse.Namespace:
    """Return the arguments of a command under the settings of the bundle, whatever is set here."""
    conditions = facts.conditions
    arguments.profile, arguments.budget = facts.profile, facts.budget
    arguments.imports, arguments.capabilities = conditions.imports.value, list(conditions.capabilities)
    arguments.config = [f"{name}={value}" for name, value in facts.config.items() if name]
    arguments.fault = list(conditions.faults.specs)
    arguments.offer = None if conditions.offer is None else str(plugin.parent / names.OFFER)
    # Nothing of this machine goes into a stranger's payload, and nothing is built for a stranger's plugin.
    arguments.expand_environment, arguments.never_builds = False, True
    return arguments
