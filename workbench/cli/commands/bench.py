"""`workbench bench PLUGIN [FUNCTION]`: what a call costs, and what its parts cost."""

from __future__ import annotations

import argparse
import time

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import payload_text, resolved_settings
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.redaction import print_report
from workbench.compose import artifact_at, session_settings
from workbench.reports.json.bench import bench_json
from workbench.reports.json.parts import plugin_json
from workbench.reports.text.bench import write_bench
from workbench.session.bench import bench_build


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    resolved = resolved_settings(arguments)
    settings = session_settings(resolved)
    # Without the cache between runs: else the figure of a compile would be that of a read file.
    with engine_at_work(arguments, resolved, "bench", arguments.plugin, cached=False) as (engine, _):
        artifact = artifact_at(arguments.plugin)
        benched = bench_build(
            engine,
            artifact,
            settings,
            arguments.function,
            lambda function: payload_text(arguments, function),
            runs=arguments.runs,
            clock=time.time,
            timer=time.perf_counter,
        )
        versions = engine.versions()
    report = benched.report
    if arguments.format == "json":
        print_report({"plugin": plugin_json(artifact)} | bench_json(report, versions))
    else:
        page = new_page(arguments.color)
        write_bench(page, benched.generation, report, versions)
        print_page(page)
    return verdict_exit(report.outcome.error, passed=report.ended_early is None)
