"""The command line: what can be typed. Knows no command's work."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence

from workbench import __version__

COMMANDS = {
    "inspect": "read the module: sections, imports, exports, identity, static checks; starts no engine",
    "check": "pass layers 1 to 3, the static checks and the conformance cases",
    "call": "dispatch one wire function",
    "bench": "measure a call, its parts, and what surrounds it",
    "replay": "make recorded calls again on a build, and say what differs",
    "diff": "compare two builds: module, identity, negotiation, self-check, answers, time",
    "decode": "say what the reference says of a text",
    "offer": "print the host's offer, its canonical form and its hash",
    "schema": "print the JSON Schema of a wire type",
    "registry": "rehearse layer 4: add, list, show, remove, recheck",
    "explain": "say what a rule is, why it is there and how to mend a fault",
    "info": "print versions and settings, and where each came from",
    "locate": "print the places of our files",
}
"""The commands that run without a screen."""

RUNS_MAX = 100_000
"""As `workbench.session.measure.benchmark` has it, which is not loaded here."""

VALUED = frozenset(
    {
        "--profile", "--capability", "--budget", "--imports", "--config", "--fault", "--build", "--watch", "--color",
        "--format", "--report", "--offer", "--kind", "--factory-state", "--record", "--input", "--input-file", "-i",
        "-n", "--runs", "--clock", "--seed", "--storage", "--recording", "--ignore", "--tolerance", "--mode",
        "--function", "--registry",
    }
)  # fmt: skip
"""Options whose value is the next word."""

_BYTES = frozenset(
    {"plugin", "old", "new", "input", "input_file", "offer", "recording", "record", "storage", "registry", "report"}
    | {"build", "watch"}
)
"""Arguments that may hold any bytes: paths, commands and payloads."""

KINDS = ("shape", "dialect", "signer", "observability", "router")
"""As `workbench.protocol.conformance.Kind` has them, which is not loaded here."""


class _Formatter(argparse.HelpFormatter):
    """Knows how wide the terminal is. The original loads archive formats to learn it, whenever an option is added."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
        except (OSError, ValueError):
            columns = 80
        super().__init__(prog, width=columns - 2)


class _VerbatimFormatter(_Formatter, argparse.RawDescriptionHelpFormatter):
    """Leaves the line breaks of descriptions as they are."""


def parse(words: Sequence[str]) -> tuple[str | None, argparse.Namespace]:
    """Return the command, None for the screen, and what was typed beside it. Options may stand before the command.

    Raises:
        NameUnknown: What stands where a command or a plugin is expected is neither.
        SettingInvalid: An option is no text.
    """
    place = _place_of_first(words)
    first = words[place] if place is not None else None
    if place is not None and first in COMMANDS:
        arguments = command_parser(first).parse_args(_behind_command(first, words[:place], words[place + 1 :]))
    else:
        if first is not None and not any(word == "--build" or word.startswith("--build=") for word in words):
            _check_plugin(first)
        first = None
        arguments = screen_parser().parse_args(words)
    _check_texts(arguments)
    return first, arguments


def _behind_command(command: str, before: Sequence[str], behind: Sequence[str]) -> list[str]:
    """Return the words with those before the command behind it, and behind its verb where it has one."""
    verb = _place_of_first(behind) if command == "registry" else None
    at = 0 if verb is None else verb + 1
    return [*behind[:at], *before, *behind[at:]]


def _place_of_first(words: Sequence[str]) -> int | None:
    """Return where the first word stands that is neither an option nor an option's value; None: there is none."""
    passed_over = False
    for place, word in enumerate(words):
        if passed_over:
            passed_over = False
        elif word == "--":
            return place + 1 if place + 1 < len(words) else None
        elif not word.startswith("-") or word == "-":
            return place
        else:
            passed_over = _takes_value(word)
    return None


def _takes_value(word: str) -> bool:
    """Say whether the next word is the value of this option, which may be cut short as argparse allows."""
    return word in VALUED or (word.startswith("--") and any(option.startswith(word) for option in VALUED))


def _check_plugin(word: str) -> None:
    """Refuse what is neither a command nor the path of a plugin, there or still to be built. Raises NameUnknown."""
    named_as_path = word.endswith(".wasm") or "/" in word or os.sep in word
    if not named_as_path and not os.path.exists(word):  # noqa: PTH110 - pathlib is loaded by those that need it
        from workbench.errors.operator import NameUnknown  # noqa: PLC0415 - no start pays for what names its failures
        from workbench.naming import nearest  # noqa: PLC0415 - as above

        raise NameUnknown("command or .wasm file", word, nearest(word, COMMANDS))


def _check_texts(arguments: argparse.Namespace) -> None:
    """Refuse bytes that are no UTF-8 where a text is expected; paths and payloads may be any. Raises SettingInvalid."""
    for name, value in vars(arguments).items():
        if name in _BYTES:
            continue
        if isinstance(value, list):
            setattr(arguments, name, [_text(name, one) for one in value])
        elif isinstance(value, str):
            setattr(arguments, name, _text(name, value))


def _text(name: str, value: str) -> str:
    try:
        # What the locale could not read is UTF-8 all the same, most often.
        return value if value.isascii() else os.fsencode(value).decode()
    except UnicodeError:
        from workbench.errors.operator import SettingInvalid  # noqa: PLC0415 - as above

        raise SettingInvalid(name, value, "text in UTF-8", "option") from None


def screen_parser() -> argparse.ArgumentParser:
    """Return the parser of `workbench [PLUGIN]`."""
    listed = "\n".join(f"  {name:<10} {summary}" for name, summary in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="workbench",
        description="The terminal workbench for cc-lb plugins.",
        epilog=f"commands without a screen (workbench COMMAND --help):\n{listed}",
        formatter_class=_VerbatimFormatter,
    )
    parser.add_argument("plugin", nargs="?", metavar="PLUGIN", help="a .wasm file; default: the first sample plugin")
    parser.add_argument("--version", action="version", version=f"workbench {__version__}")
    _add_session_options(parser)
    _add_fault(parser)
    parser.add_argument("--build", metavar="COMMAND", help="a shell command that builds the plugin; run on change")
    parser.add_argument(
        "--watch",
        action="append",
        metavar="GLOB",
        help="sources that start a build, such as 'src/**/*.rs'; may be repeated",
    )
    parser.add_argument(
        "--no-history", dest="history", action="store_false", default=None, help="keep no history of dispatches"
    )
    parser.add_argument("--poll", action="store_true", default=None, help="watch by polling, for network file systems")
    parser.add_argument("--color", choices=("auto", "never"), default="auto", help="default: auto")
    return parser


def command_parser(command: str) -> argparse.ArgumentParser:
    """Return the parser of one of `COMMANDS`."""
    parser = argparse.ArgumentParser(
        prog=f"workbench {command}", description=_sentence(COMMANDS[command]), formatter_class=_Formatter
    )
    _BUILDERS[command](parser)
    if command != "registry":
        _add_output_options(parser)
    return parser


def _sentence(summary: str) -> str:
    return summary[0].upper() + summary[1:] + "."


def _add_session_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how the plugin is loaded and called")
    group.add_argument("--profile", choices=("0.1", "0.3"), help="protocol line; default: 0.1")
    group.add_argument(
        "--capability",
        action="append",
        dest="capabilities",
        metavar="NAME",
        help="a capability that the host offers; may be repeated",
    )
    group.add_argument("--budget", choices=("strict", "serving"), help="budget of dispatches; default: serving")
    group.add_argument(
        "--imports",
        choices=("reference", "trap"),
        help="trap: link the host functions in the strict budget too, so that a call of one fails, not its import",
    )
    group.add_argument(
        "--config",
        action="append",
        metavar="KEY=VALUE",
        help="an entry of the plugin's configuration; may be repeated",
    )


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def _add_plugin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plugin", metavar="PLUGIN", help="a .wasm file")


def _add_offer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--offer", metavar="FILE", help="negotiate with the offer of this file; default: the reference's"
    )


def _add_all(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="cut no list short")


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report", action="append", default=[], metavar="junit=FILE", help="also write a JUnit report to FILE"
    )


def _inspect(parser: argparse.ArgumentParser) -> None:
    _add_plugin(parser)
    _add_all(parser)
    _add_session_options(parser)
    _add_report(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    _add_plugin(parser)
    _add_all(parser)
    parser.add_argument("--kind", choices=KINDS, help="hold the plugin against this kind; default: what it is")
    parser.add_argument(
        "--factory-state", metavar="JSON", help="what a signer is built with; without it a signer may refuse its cases"
    )
    parser.add_argument("--fuel", action="store_true", help="find out how much fuel the layers use; takes a while")
    parser.add_argument(
        "--reference",
        action="store_true",
        help="judge as the reference's suite alone, whatever a host uses",
    )
    _add_offer(parser)
    _add_session_options(parser)
    _add_report(parser)


def _call(parser: argparse.ArgumentParser) -> None:
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - the screen does without until it is painted

    _add_plugin(parser)
    parser.add_argument("function", metavar="FUNCTION", choices=tuple(WIRE_FUNCTIONS), help=", ".join(WIRE_FUNCTIONS))
    _add_payload(parser)
    parser.add_argument("--effect", action="store_true", help="exit 1 unless a host uses the answer as a whole")
    parser.add_argument("--record", metavar="FILE", help="append the dispatch to a recording")
    parser.add_argument("--fuel", action="store_true", help="find out how much fuel the call uses; takes a while")
    _add_fault(parser)
    _add_host(parser)
    _add_offer(parser)
    _add_session_options(parser)


def _add_fault(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help="what the host does wrong on purpose: FUNCTION=fail, FUNCTION=slow:MS (storage_get, log, any, …), "
        "capability:NAME, or a smaller limit: fuel=N, wall_ms=N, pages=N, quota=N; may be repeated",
    )


def _add_payload(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("-i", "--input", metavar="TEXT", help="the payload; default: the dry-run sample")
    source.add_argument("--input-file", metavar="FILE", help="read the payload from a file")
    source.add_argument("--stdin", action="store_true", help="read the payload from standard input")
    source.add_argument("--typical", action="store_true", help="send what a running host sends")


def _bench(parser: argparse.ArgumentParser) -> None:
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - as in `_call`

    _add_plugin(parser)
    parser.add_argument(
        "function",
        nargs="?",
        metavar="FUNCTION",
        choices=tuple(WIRE_FUNCTIONS),
        help=f"{', '.join(WIRE_FUNCTIONS)}; default: the first that is negotiated",
    )
    parser.add_argument(
        "-n", "--runs", type=_runs, default=1_000, metavar="RUNS", help="calls in the series; default: 1000"
    )
    _add_payload(parser)
    _add_session_options(parser)


def _add_host(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the host that the call finds; the same three give the same result, always")
    group.add_argument("--clock", type=int, metavar="MS", help="freeze the clock at MS milliseconds since 1970")
    group.add_argument("--seed", metavar="TEXT", help="seed the random source")
    group.add_argument(
        "--storage", metavar="FILE", help='what is stored: a JSON object of texts, or of {"base64": TEXT}; or an export'
    )


def _runs(text: str) -> int:
    runs = int(text)
    if not 1 <= runs <= RUNS_MAX:
        raise argparse.ArgumentTypeError(f"expected 1 to {RUNS_MAX:,}, found {text}")
    return runs


def _replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recording", metavar="RECORDING", help="a file that --record or the screen wrote")
    _add_plugin(parser)
    parser.add_argument("--update", action="store_true", help="accept what differs: write it into the recording")
    _add_all(parser)
    _add_replay_rules(parser)
    _add_session_options(parser)
    _add_report(parser)


def _diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="a .wasm file")
    parser.add_argument("new", metavar="NEW", help="another one")
    parser.add_argument(
        "--recording", metavar="FILE", help="make these calls on both; default: the dry-run sample of each function"
    )
    parser.add_argument(
        "--fuel", action="store_true", help="find out how much fuel each call uses, beside the layers; takes a while"
    )
    _add_all(parser)
    _add_replay_rules(parser)
    _add_session_options(parser)


def _add_replay_rules(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which differences do not count, beside those that the recording names")
    group.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="POINTER",
        help="a JSON pointer into the response and all beneath, * for any one part; may be repeated",
    )
    group.add_argument(
        "--tolerance",
        action="append",
        default=[],
        metavar="POINTER=NUMBER",
        help="how far two numbers may be apart; may be repeated",
    )


def _decode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("type", nargs="?", metavar="TYPE", help="a type's name; none with --batch")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("-i", "--input", metavar="TEXT", help="the text; default: standard input")
    source.add_argument("--input-file", metavar="FILE", help="read the text from a file")
    source.add_argument("--batch", action="store_true", help="read JSON lines, answer each with one line")
    parser.add_argument("--mode", choices=("direct", "value"), help="default: as a host reads the type")
    parser.add_argument("--profile", choices=("0.1", "0.3"), default="0.1", help="protocol line; default: 0.1")
    parser.add_argument("--offer", metavar="FILE", help="for accept: the offer it answers; default: the reference's")


def _offer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--function",
        action="append",
        metavar="NAME=VERSIONS",
        help="offer this function with these versions (1,2) instead of the reference's seven; may be repeated",
    )
    parser.add_argument("--capability", action="append", metavar="NAME", help="a capability; may be repeated")
    parser.add_argument("--hash", action="store_true", help="print the hash alone")
    parser.add_argument("--batch", action="store_true", help="with --hash: read JSON lines, answer each with one line")


def _schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "type", nargs="?", metavar="TYPE", help="a type's name, such as filter_response:0.3; default: all"
    )


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar="KIND", help="an error kind, stage or static check; default: list")


def _registry(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="add a plugin, as the host's admin upload would")
    _add_plugin(add)
    verbs.add_parser("list", help="list the records, and whether a start can skip layers 2 and 3 for them")
    for name, summary in (("show", "show one record"), ("remove", "drop one record and its bytes")):
        verb = verbs.add_parser(name, help=summary)
        verb.add_argument("record", metavar="RECORD", help="a plugin's name or the start of a sha256")
    recheck = verbs.add_parser("recheck", help="run what a host's start would run")
    recheck.add_argument("--dry-run", action="store_true", help="only say what would happen, and what would break")
    for verb in verbs.choices.values():
        verb.add_argument("--registry", metavar="FILE", help="the registry's file; default: our own")
        _add_all(verb)
        _add_offer(verb)
        _add_session_options(verb)
        _add_output_options(verb)


def _info(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plugin", nargs="?", metavar="PLUGIN", help="read the project file that belongs to this plugin")
    _add_session_options(parser)


def _locate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", nargs="?", metavar="PLACE", help="print this place alone, such as themes")


_BUILDERS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "inspect": _inspect,
    "check": _check,
    "call": _call,
    "bench": _bench,
    "replay": _replay,
    "diff": _diff,
    "decode": _decode,
    "offer": _offer,
    "schema": _schema,
    "explain": _explain,
    "registry": _registry,
    "info": _info,
    "locate": _locate,
}
