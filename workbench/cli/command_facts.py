"""What help and docs/commands.md say of each command beside its arguments: an example that runs, its exit codes.

Loaded when somebody asks for help.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CommandFacts:
    """What is to be known of one command."""

    example: str
    """Runs as it stands, where `plugin.wasm` is a plugin."""
    fails: str = ""
    """What exit code 1 says; empty: it never ends with it."""


FACTS: Final = {
    "inspect": CommandFacts("workbench inspect plugin.wasm --all", "layer 1 or a static check failed"),
    "check": CommandFacts(
        "workbench check plugin.wasm --report junit=report.xml",
        "a layer, check or case failed, or a limit of yours was exceeded",
    ),
    "handshake": CommandFacts("workbench handshake plugin.wasm --capability fs:read", "the negotiation failed"),
    "self-check": CommandFacts("workbench self-check plugin.wasm --profile 0.3", "one of the layers 1 to 3 failed"),
    "sweep": CommandFacts(
        "workbench sweep plugin.wasm --seconds 30", "layer 1 failed, or no host can make the offer: nothing was tried"
    ),
    "call": CommandFacts(
        "workbench call plugin.wasm shape --typical --record calls.jsonl",
        "the host falls back; with --effect also: it does not use the answer as a whole",
    ),
    "run": CommandFacts("workbench run --plugin plugin.wasm payloads", "an answer is not as expected"),
    "import": CommandFacts("workbench import request.curl -o payloads/shape/pasted.json"),
    "fuzz": CommandFacts("workbench fuzz plugin.wasm shape --runs 100 --seed again", "a payload makes the plugin fail"),
    "journey": CommandFacts(
        "workbench journey plugin.wasm --upstream 401 --upstream 200", "a host would not serve one of the plugins"
    ),
    "trace": CommandFacts("workbench trace plugin.wasm shape --report html=trace.html", "one of the layers failed"),
    "bench": CommandFacts("workbench bench plugin.wasm shape -n 1000", "a call failed, which ended the series"),
    "replay": CommandFacts("workbench replay calls.jsonl plugin.wasm", "an answer differs from the recorded one"),
    "diff": CommandFacts("workbench diff plugin.wasm plugin.wasm --recording calls.jsonl", "the builds differ"),
    "decode": CommandFacts(
        """workbench decode header -i '{"name": "accept", "value_base64": "Ki8q"}'""", "a host rejects the text"
    ),
    "offer": CommandFacts("workbench offer --capability fs:read --format json"),
    "schema": CommandFacts("workbench schema shape_request"),
    "registry": CommandFacts(
        "workbench registry add plugin.wasm --registry rehearsal.sqlite3",
        "a plugin was rejected, a record is broken or disabled, or its bytes are not those that were registered",
    ),
    "history": CommandFacts(
        "workbench history plugin.wasm --outcome fallback --limit 10", "with --compare: the answers differ"
    ),
    "explain": CommandFacts("workbench explain DowngradeAttempt"),
    "serve": CommandFacts("workbench serve plugin.wasm --port 8000"),
    "mcp": CommandFacts("workbench mcp plugins"),
    "bundle": CommandFacts("workbench bundle plugin.wasm --yes -o bug.zip", "you answered no, so nothing was written"),
    "open": CommandFacts("workbench open bug.zip --check", "with --check: a layer, check or case failed"),
    "demo": CommandFacts("workbench demo --unattended --pictures pictures", "a step of the script could not be played"),
    "trust": CommandFacts("workbench trust --list", "you answered no, so nothing was trusted"),
    "info": CommandFacts("workbench info plugin.wasm"),
    "new": CommandFacts("workbench new my-plugin --kind signer"),
    "theme": CommandFacts("workbench theme new mine --from workbench-light"),
    "doctor": CommandFacts("workbench doctor --format json"),
    "keys": CommandFacts("workbench keys history"),
    "completion": CommandFacts("workbench completion bash"),
    "locate": CommandFacts("workbench locate state"),
}
"""By command."""

_UNREADABLE: Final = frozenset({"plugin", "plugins", "old", "new"})
"""Arguments that are read as a module."""
_NEVER_READ: Final = frozenset({"info", "doctor", "serve"})
"""Commands whose plugin only says which project file holds, or is opened later, on the screen."""


def exit_codes(command: str, parser: argparse.ArgumentParser) -> dict[int, str]:
    """Return the exit codes of a command, but those of signals, each with what it says of this command."""
    codes = {0: "passed" if FACTS[command].fails else "done"}
    if FACTS[command].fails:
        codes[1] = FACTS[command].fails
    codes[2] = "usage or settings"
    if command not in _NEVER_READ and _reads_plugin(parser):
        codes[3] = "a plugin could not be read, or is no module"
    codes[4] = "no verdict: something that this machine lacks, a limit of the workbench, or a defect of it"
    return codes


def _reads_plugin(parser: argparse.ArgumentParser) -> bool:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return any(map(_reads_plugin, action.choices.values()))
        if action.dest in _UNREADABLE:
            return True
    return False


def epilog(command: str, parser: argparse.ArgumentParser) -> str:
    """Return what stands below the arguments in the help of a command."""
    codes = "\n".join(f"  {code}  {meaning}" for code, meaning in exit_codes(command, parser).items())
    return f"example:\n  {FACTS[command].example}\n\nexit codes:\n{codes}"
