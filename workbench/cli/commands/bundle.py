"""`workbench bundle PLUGIN -o FILE`: what somebody else needs to see the same, in one file."""

from __future__ import annotations

import argparse
import hashlib
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench import __version__
from workbench.cli.confirmation import confirmed
from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import resolved_settings, with_offer
from workbench.cli.output import Exit, narrate, narrate_error, new_page, print_page
from workbench.cli.output_places import check_not_read
from workbench.cli.redaction import print_report
from workbench.cli.streams import flush_out
from workbench.compose import artifact_at, payload_files, session_settings
from workbench.errors import OperatorError
from workbench.store.named_files import check_writable, replace_named

if TYPE_CHECKING:
    from workbench.project import ResolvedSettings
    from workbench.session.values.bundle import Bundle, BundleRecording, BundleText
    from workbench.session.values.check_report import CheckReport

_MODE_OF_NEW: Final = 0o600
"""It may hold what only its owner may know."""


def run(arguments: argparse.Namespace) -> int:
    """Check the plugin, show what would be inside, ask, and write it."""
    output = None if arguments.output is None else Path(arguments.output)
    if output is not None:
        check_not_read("output", arguments.output, output, (arguments.plugin, arguments.offer, *arguments.recordings))
        check_writable(output)
    resolved = resolved_settings(arguments)
    recordings = _recordings(arguments.recordings)
    payloads = () if arguments.no_payloads else _payloads(resolved)
    report, versions = _checked(arguments, resolved)
    from workbench.reports.bundle.contents import BundleSources, bundle_of  # noqa: PLC0415 - needs a report
    from workbench.store.bundle_files import archive  # noqa: PLC0415 - as above

    sources = BundleSources(
        report,
        versions,
        with_module=not arguments.hash_only,
        payloads=payloads,
        recordings=recordings,
        secret_config=resolved.secret_config,
    )
    bundle = bundle_of(sources)
    content = archive(bundle.members)
    written = _is_wanted(arguments, bundle, len(content)) and output is not None
    if written and output is not None:
        replace_named(output, content, mode_of_new=_MODE_OF_NEW)
    if arguments.format == "json":
        from workbench.reports.json.bundle import bundle_json  # noqa: PLC0415 - people do without

        sha256 = hashlib.sha256(content).hexdigest()
        print_report(bundle_json(bundle, arguments.output, len(content), sha256, written=written))
    elif written:
        narrate(f"workbench: written to {arguments.output}")
    return Exit.PASSED if written or output is None else Exit.FAILED


def _checked(arguments: argparse.Namespace, resolved: ResolvedSettings) -> tuple[CheckReport, dict[str, str]]:
    with engine_at_work(arguments, resolved, "check", arguments.plugin) as (engine, _):
        # What judges a plugin is loaded while the engine's process starts.
        from workbench.session.check import check_build  # noqa: PLC0415

        settings = with_offer(session_settings(resolved), arguments.offer)
        report = check_build(engine, artifact_at(arguments.plugin), settings, clock=time.time)
        system = {"python": platform.python_version(), "platform": platform.platform(terse=True)}
        return report, {"workbench": __version__, **engine.versions(), **system}


def _payloads(resolved: ResolvedSettings) -> tuple[BundleText, ...]:
    """Return the saved payloads of the project and what is expected of them; variables stay variables.

    One that cannot be read is left out, which is said.

    Raises:
        FileUnreadable, ProjectPathOutside: Their folder cannot be read.
    """
    from workbench.session.values.bundle import BundleText  # noqa: PLC0415 - needs the core

    files = payload_files(resolved)
    found = []
    for at in files.list().names:
        try:
            saved = files.read(at)
        except OperatorError as error:
            narrate(f"workbench: left out: {error}")
            continue
        found.append(BundleText(f"{at}.json", saved.text))
        if saved.expectation is not None:
            found.append(BundleText(f"{at}.expect.json", saved.expectation.decode("utf-8", "replace")))
    return tuple(found)


def _recordings(files: list[str]) -> tuple[BundleRecording, ...]:
    """Return the recordings that were named; those of one name get numbers."""
    from workbench.session.values.bundle import BundleRecording  # noqa: PLC0415 - needs the core
    from workbench.store.recordings import load_recording  # noqa: PLC0415 - few are added

    return tuple(
        BundleRecording(f"{number:02}-recording", load_recording(Path(file))) for number, file in enumerate(files, 1)
    )


def _is_wanted(arguments: argparse.Namespace, bundle: Bundle, archive_bytes: int) -> bool:
    """Show what is inside, and return whether it is to be written."""
    if arguments.format == "json":
        if arguments.output is not None and not arguments.yes:
            narrate_error("workbench: nothing is written; with --format json nobody is asked, and --yes writes it")
        return bool(arguments.yes)
    from workbench.reports.text.bundle import write_preview  # noqa: PLC0415 - programs do without

    page = new_page(arguments.color, shows_all=True)
    write_preview(page, bundle, arguments.output or "a bundle", archive_bytes)
    print_page(page)
    flush_out()
    if arguments.output is None:
        narrate_error("workbench: nothing is written; -o FILE writes it")
        return False
    if arguments.yes:
        return True
    return confirmed("Write it?", nobody=", so nothing is written; --yes writes it")
