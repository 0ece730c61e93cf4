"""The options that give a plugin limits of one's own: how they are typed, and what they mean together."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from workbench.errors.operator import SettingInvalid

if TYPE_CHECKING:
    from workbench.many.baselines import Baseline
    from workbench.session.values.check_report import CheckReport
    from workbench.session.values.thresholds import Measuring

_NUMBER: Final = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s*([A-Za-zµ%]*)", re.ASCII)
_BYTES: Final = {"": 1, "b": 1, "kb": 1_000, "mb": 1_000_000, "kib": 1_024, "mib": 1_048_576}
_MICROSECONDS: Final = {"ms": 1_000, "s": 1_000_000, "us": 1, "µs": 1}
_SHARES: Final = {"%": 0.01}


def add_thresholds(parser: argparse.ArgumentParser) -> None:
    """Add them."""
    group = parser.add_argument_group("limits of your own; what exceeds one fails")
    group.add_argument(
        "--max-fuel",
        type=_reader(_SHARES, "a share of the budget such as 80%"),
        metavar="SHARE",
        help="of the strict budget, for each dispatch of the check: 80%%; takes a while",
    )
    group.add_argument(
        "--max-wall",
        type=_reader(_MICROSECONDS, "a time such as 50ms"),
        metavar="TIME",
        help="of each call of the check: 50ms; figures of a busy machine differ",
    )
    group.add_argument(
        "--max-size", type=_reader(_BYTES, "a size such as 200KiB"), metavar="SIZE", help="of the file: 200KiB"
    )
    group.add_argument(
        "--max-growth",
        type=_reader(_SHARES, "a share of the baseline such as 10%"),
        metavar="SHARE",
        help="of size and fuel above the baseline: 10%%; takes a while",
    )
    group.add_argument("--baseline", metavar="FILE", help="what plugins used before; for --max-growth and --update")
    group.add_argument(
        "--update", action="store_true", help="accept what the plugins that pass use now: write it into the baseline"
    )


def _reader(units: dict[str, Any], expected: str) -> Callable[[str], float]:
    """Return what reads a number with one of some units."""

    def read(text: str) -> float:
        found = _NUMBER.fullmatch(text.strip())
        unit = units.get(found[2].lower()) if found else None
        if found is None or unit is None or not float(found[1]):
            raise argparse.ArgumentTypeError(f"expected {expected}, found {text!r}")
        return float(found[1]) * float(unit)

    return read


class Thresholds:
    """What the options ask for."""

    def __init__(self, measuring: Measuring, baseline: Baseline | None, *, updates: bool) -> None:
        self._measuring = measuring
        self._baseline = baseline
        self._updates = updates

    def of(self, plugin: str) -> Measuring:
        """Return what is measured of the plugin at a path. May be called from any thread."""
        return (
            self._measuring if self._baseline is None else replace(self._measuring, baseline=self._baseline.of(plugin))
        )

    def accept(self, plugin: str, report: CheckReport) -> None:
        """Take the figures of a plugin that passed, where the baseline is to be written; any thread may."""
        if self._updates and self._baseline is not None and report.passed and report.figures is not None:
            self._baseline.accept(plugin, report.figures)

    def write(self) -> None:
        """Write the baseline. Raises PlaceUnwritable."""
        if self._updates and self._baseline is not None:
            self._baseline.write()


def thresholds(arguments: argparse.Namespace) -> Thresholds | None:
    """Return what the options ask for; None: nothing.

    Raises:
        SettingInvalid: Options are missing that others need.
        FileUnreadable, FileDamaged, FormatTooNew, PlaceUnwritable: The baseline cannot be used.
    """
    names = ("max_fuel", "max_wall", "max_size", "max_growth", "baseline")
    if all(getattr(arguments, name) is None for name in names) and not arguments.update:
        return None
    needs_file = "--max-growth" if arguments.max_growth is not None else "--update" if arguments.update else ""
    if needs_file and arguments.baseline is None:
        raise SettingInvalid("baseline", None, f"--baseline FILE, which {needs_file} needs", "option", found="none")
    if arguments.baseline is not None and not needs_file:
        expected = "--max-growth beside it, or --update to write it"
        raise SettingInvalid("baseline", arguments.baseline, expected, "option")
    from workbench.session.values.thresholds import Limits, Measuring  # noqa: PLC0415 - few ask for it

    limits = Limits(
        fuel_share=arguments.max_fuel,
        wall_us=None if arguments.max_wall is None else int(arguments.max_wall),
        size_bytes=None if arguments.max_size is None else int(arguments.max_size),
        growth_share=None if arguments.update else arguments.max_growth,
    )
    with_fuel = arguments.max_fuel is not None or arguments.baseline is not None
    return Thresholds(Measuring(limits, with_fuel=with_fuel), _baseline(arguments), updates=arguments.update)


def _baseline(arguments: argparse.Namespace) -> Baseline | None:
    if arguments.baseline is None:
        return None
    from pathlib import Path  # noqa: PLC0415 - as above

    from workbench.cli.output import narrate  # noqa: PLC0415 - few have one
    from workbench.cli.output_places import check_not_read  # noqa: PLC0415 - as above
    from workbench.many.baselines import Baseline  # noqa: PLC0415 - as above

    if arguments.update:
        check_not_read("baseline", arguments.baseline, Path(arguments.baseline), arguments.plugins)
    found = Baseline(arguments.baseline, updates=arguments.update)
    if found.other_engine and not arguments.update:
        narrate(
            "workbench: the baseline's fuel is not compared: it belongs to another version of the engine, which may "
            "have other prices; --update measures it anew"
        )
    return found
