"""`workbench info`: versions, and every setting with the place its value came from."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
from typing import Any

from workbench import __version__
from workbench.cli.context import resolved_settings
from workbench.cli.output import Exit, Printer, print_json
from workbench.protocol import limits
from workbench.settings import Resolved
from workbench.visible import visible

_PARTS = ("extism", "extism-sys", "textual", "pygments", "watchfiles", "orjson", "platformdirs")


def run(arguments: argparse.Namespace) -> int:
    """Print what runs here."""
    settings = resolved_settings(arguments)
    versions = {"workbench": __version__, "python": platform.python_version(), "platform": platform.platform()}
    versions |= {part: _installed(part) for part in _PARTS}
    protocol = {
        "identity_section": limits.IDENTITY_SECTION,
        "handshake_schema_version": limits.HANDSHAKE_SCHEMA_VERSION,
        "envelope_version": limits.ENVELOPE_VERSION,
        "profiles": ["0.1", "0.3"],
    }
    if arguments.format == "json":
        shown = {name: {"value": setting.value, "source": setting.source} for name, setting in settings.items()}
        print_json({"versions": versions, "protocol": protocol, "settings": shown})
        return Exit.PASSED
    _print_text(Printer(arguments.color), versions, protocol, settings)
    return Exit.PASSED


def _print_text(
    printer: Printer, versions: dict[str, str], protocol: dict[str, Any], settings: dict[str, Resolved]
) -> None:
    for title, facts in (("versions", versions), ("protocol", protocol)):
        printer.line(printer.paint(title, "strong"))
        for name, fact in facts.items():
            shown = ", ".join(fact) if isinstance(fact, list) else fact
            printer.line(f"  {name:<25} {shown}")
    printer.line(printer.paint("settings", "strong"))
    for name, setting in settings.items():
        value = visible(str(setting.value)) if setting.value not in ((), {}, None) else "none"
        printer.line(f"  {name:<25} {value:<20} {printer.paint(setting.source, 'quiet')}")


def _installed(part: str) -> str:
    try:
        return importlib.metadata.version(part)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
