"""`workbench sweep PLUGIN`: every small change of the host's offer, and the smallest that break the plugin."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import resolved_settings, with_offer
from workbench.cli.output import Exit, new_page, print_page, verdict_exit
from workbench.cli.redaction import print_report
from workbench.compose import artifact_at, session_settings
from workbench.errors import HostError
from workbench.errors.handshake import OfferError

if TYPE_CHECKING:
    from workbench.session.values.sweep_report import SweepReport, SweepStep


def run(arguments: argparse.Namespace) -> int:
    """Sweep, and print what was found."""
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    with engine_at_work(arguments, resolved, "sweep", arguments.plugin) as (engine, progress):
        # Loaded while the engine's process starts.
        from workbench.session.negotiation.sweep import sweep_build  # noqa: PLC0415

        def goes_on(step: SweepStep) -> bool:
            progress.step(step.tried, step.planned)
            return True

        report = sweep_build(
            engine,
            artifact_at(arguments.plugin),
            settings,
            clock=time.time,
            timer=time.monotonic,
            limit_s=arguments.seconds,
            going=goes_on,
        )
    if arguments.format == "json":
        from workbench.reports.json.negotiation import sweep_json  # noqa: PLC0415 - people do without

        print_report(sweep_json(report, settings))
    else:
        from workbench.reports.text.negotiation import write_sweep  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color, shows_all=arguments.all)
        write_sweep(page, report, settings)
        print_page(page)
    return _exit_of(report)


def _exit_of(report: SweepReport) -> int:
    """Return 0 for a sweep that has tried all, whatever it found, and 4 where a limit of ours ended it.

    With an offer that no host can make, the handshake has failed and nothing was tried: 1, as everywhere.
    """
    if report.error is not None:
        return verdict_exit(report.error, passed=False)
    failed = report.baseline.error if report.baseline is not None else None
    if isinstance(failed, OfferError):
        return Exit.FAILED
    return Exit.OURS if report.ended_early is not None or isinstance(failed, HostError) else Exit.PASSED
