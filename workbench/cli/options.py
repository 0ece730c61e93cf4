"""From what was typed to values: settings, payloads, offers, rules. Reads the files that options name."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.input_text import read_input
from workbench.cli.output import narrate
from workbench.cli.output_options import say_settings
from workbench.errors.operator import InvalidSettings, SettingInvalid
from workbench.project import TRUST_OPTION, ResolvedSettings, notes_of, read_settings
from workbench.settings import Resolved
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.protocol.host_functions import HostSnapshot
    from workbench.session.values.host_view import Storage
    from workbench.session.values.settings import Settings


def resolved_settings(arguments: argparse.Namespace, *, goes_on: bool = False) -> ResolvedSettings:
    """Return every setting with its source, as this command line, environment, project and user have it.

    What a project file asks for in vain, and what was named by a slip, is said on stderr. `goes_on`: a project file
    that breaks a rule counts as none, and nothing is said here, since the command itself shows it.

    Raises:
        ProjectFileRefused: The project file breaks a rule.
        InvalidSettings: A name is not known or a value is not allowed; all such problems.
        FileDamaged: A settings file is no TOML.
    """
    names = ("profile", "capabilities", "budget", "imports", "poll", "build", "watch", "history", "payloads")
    options = {name: getattr(arguments, name, None) for name in names}
    options["expand_environment"] = getattr(arguments, "expand_environment", None)
    options["config"] = _config_of(arguments)
    options["budgets"] = _limits_of(arguments)
    options["config_file"] = getattr(arguments, "config_file", None)
    options["config_env"] = _config_entries(getattr(arguments, "config_env", None), "config-env", "KEY=VARIABLE")
    trusted_by = TRUST_OPTION if getattr(arguments, "trust_project", False) else ""
    try:
        settings = read_settings(options, getattr(arguments, "plugin", None), trusted_by=trusted_by, goes_on=goes_on)
    except InvalidSettings as error:
        from workbench.cli.settings_problems import with_others  # noqa: PLC0415 - few settings are wrong

        raise with_others(error) from error
    if getattr(arguments, "never_builds", False):
        settings["build"] = Resolved(None, "option")
    if verbose := getattr(arguments, "verbose", 0):
        say_settings(settings, verbose)
    if not goes_on:
        for note in notes_of(settings):
            narrate(f"workbench: {visible(note)}")
    return settings


def settings_again(arguments: argparse.Namespace) -> ResolvedSettings:
    """Return every setting as it would be at another start, and say nothing: the screen has the terminal.

    Raises:
        ProjectFileRefused: The project file breaks a rule by now.
        InvalidSettings, FileUnreadable, FileDamaged: As `resolved_settings`.
    """
    settings = resolved_settings(arguments, goes_on=True)
    if settings.project.refused is not None:
        raise settings.project.refused
    return settings


def _config_of(arguments: argparse.Namespace) -> dict[str, Any] | None:
    """Return the entries of `--set-config` and `--config`, of which the second wins; None: there is neither."""
    entries = _config_entries(getattr(arguments, "config", None), "config", "KEY=VALUE")
    text = getattr(arguments, "set_config", None)
    if text is None:
        return entries
    import json  # noqa: PLC0415 - few ask for it

    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict):
        # It may hold a secret.
        raise SettingInvalid("set-config", None, "a JSON object", "option", found="a text that is none")
    return {**table, **(entries or {})}


def _limits_of(arguments: argparse.Namespace) -> dict[str, dict[str, int]] | None:
    """Return the limits of a dispatch that `--timeout` and `--memory-max` give; None: neither is given.

    Raises:
        SettingInvalid: They are meant for a budget whose limits are the protocol's.
    """
    given = {"wall_ms": getattr(arguments, "timeout", None), "max_pages": getattr(arguments, "memory_max", None)}
    limits = {name: limit for name, limit in given.items() if limit is not None}
    if limits and arguments.budget == "strict":
        option = "timeout" if "wall_ms" in limits else "memory-max"
        expected = "it without --budget strict, under which handshake and self-check are judged, too"
        raise SettingInvalid(option, str(next(iter(limits.values()))), expected, "option")
    return {"serving": limits} if limits else None


def _config_entries(entries: list[str] | None, option: str, form: str) -> dict[str, str] | None:
    if entries is None:
        return None
    pairs = [entry.partition("=") for entry in entries]
    for number, (key, sign, _) in enumerate(pairs, start=1):
        # It may be a secret whose name was forgotten.
        if not key or not sign:
            found = f"{'a text without =' if key else 'a text without a name before ='} (entry {number})"
            raise SettingInvalid(option, None, form, "option", found=found)
    return {key: value for key, _, value in pairs}


def with_offer(settings: Settings, file: str | None) -> Settings:
    """Return the settings of a host that offers what a file says; None: what the reference offers.

    Raises:
        FileUnreadable, PlaceUnwritable, FileDamaged: The file cannot be read.
        OfferUndecodable: It holds no offer.
    """
    if file is None:
        return settings
    # Few ask for it.
    from workbench.store.offer_files import offer_advice, offer_of, read_content  # noqa: PLC0415

    content = read_content(file)
    offer = offer_of(content, file)
    for advice in offer_advice(content):
        narrate(f"workbench: {visible(file)}: {visible(advice)}")
    return replace(settings, offer=offer, offer_file=file)


def payload_text(arguments: argparse.Namespace, function: str) -> str:
    """Return the payload that the arguments give; without any the dry-run sample of the function, or a typical request.

    Raises:
        FileUnreadable, FileDamaged: The file cannot be read, or is too large.
    """
    if arguments.input is None and arguments.input_file is None and not arguments.stdin:
        from workbench.protocol.wire.encode import compact  # noqa: PLC0415 - needs the table of types
        from workbench.protocol.wire.samples import request_sample  # noqa: PLC0415 - as above
        from workbench.protocol.wire.typical import typical_request  # noqa: PLC0415 - as above

        return compact((typical_request if arguments.typical else request_sample)(function))
    # Bytes that are not UTF-8 are no JSON: a lone surrogate keeps them so, and the dispatch names the stage.
    return read_input(arguments).decode("utf-8", "surrogateescape")


def given_host(arguments: argparse.Namespace) -> tuple[HostSnapshot, Storage] | None:
    """Return clock and random source, and what is stored, as the options give them; None when none is given.

    Raises:
        FileUnreadable, FileDamaged: The file of the storage cannot be read, or is not of its form.
        SettingInvalid: The clock cannot be set so.
    """
    if arguments.clock is None and arguments.seed is None and arguments.storage is None:
        return None
    # Most calls find the host as it always is.
    from workbench.session.host.frozen_host import frozen_host  # noqa: PLC0415
    from workbench.store.storages import load_storage  # noqa: PLC0415

    host = frozen_host(arguments.clock, arguments.seed)
    return host, load_storage(Path(arguments.storage)) if arguments.storage is not None else {}


def factory_state(text: str | None) -> Any:
    """Return the JSON value of `--factory-state`; None: it is not given.

    Raises:
        SettingInvalid: It is no JSON value.
    """
    if text is None:
        return None
    from workbench.protocol.json import parsing  # noqa: PLC0415 - few ask for it

    try:
        return parsing.parse(text)
    except parsing.JsonTextError as error:
        # It may hold a secret: where it ends to be JSON says enough.
        found = f"a text that is no JSON: line {error.line}, column {error.column}"
        raise SettingInvalid("factory-state", None, "a JSON value", "option", found=found) from error
