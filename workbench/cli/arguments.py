"""From words to a command and its arguments: options anywhere, mistyped commands named, texts checked."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from workbench.cli.command_words import COMMANDS
from workbench.cli.output_options import STDOUT
from workbench.cli.parsers import command_parser, screen_parser, version_parser

if TYPE_CHECKING:
    from workbench.errors.operator import OptionUnknown, SettingInvalid

VALUED = frozenset(
    {
        "--profile", "--capability", "--budget", "--imports", "--config", "--config-file", "--config-env", "--fault",
        "--build", "--watch", "--color",
        "--format", "--report", "--offer", "--kind", "--factory-state", "--record", "--input", "--input-file", "-i",
        "-n", "--runs", "--clock", "--seed", "--storage", "--recording", "--ignore", "--tolerance", "--mode",
        "-o", "--output", "--extract", "--function", "--registry", "--plugin", "--payloads", "--saved", "--entry",
        "--pictures", "--size", "--theme",
        "--name", "--without", "--shutdown-at", "--url", "--field", "--seconds", "--upstream", "--request", "--edit",
        "--from", "--port", "--host", "--allow-host", "--jobs", "--shard", "--timing", "--lang", "--editor",
        "--outcome", "--text", "--limit", "--compare", "--history",
        "--max-fuel", "--max-wall", "--max-size", "--max-growth", "--baseline",
        "--timeout", "--memory-max", "--loop", "--log-level", "--set-config",
    }
)  # fmt: skip
"""Options whose value is the next word."""

_OF_OTHER_TOOLS: Final = {"help": "--help", "version": "--version", "-V": "--version"}
"""What is typed where other tools have it."""

VERSION: Final = "version"
"""What `--version` asks for, whatever stands beside it."""

_PATHS = frozenset(
    {
        *(
            "plugin",
            "plugins",
            "request",
            "old",
            "new",
            "input_file",
            "config_file",
            "offer",
            "recording",
            "script",
            "pictures",
            "record",
            "recordings",
            "output",
            "output_file",
            "bundle",
            "extract",
            "storage",
            "registry",
            "timing",
            "folder",
            "history_file",
            "baseline",
        ),
        "report",
        "path",
    }
)
"""Arguments that name a file."""

FILES: Final = _PATHS | {"file", "paths"}
"""Arguments that may name a file, patterns and `-` among them."""

_BYTES = _PATHS | {"input", "build", "watch", "paths", "payloads", "file", "all", "folder"}
"""Arguments that may hold any bytes: paths, commands and payloads."""


_NO_STDOUT = {"record", "output", "timing", "baseline", "registry", "storage"}
"""Arguments that name what is written, for which `-` is no stdout: it would become a file that nobody looks for."""

_OF_A_CALL: Final = ("call", "fuzz", "journey", "trace", "bench", "replay", "history")
MAY_LEAVE_OUT: Final = frozenset({"inspect", "handshake", "self-check", "sweep", "bundle", *_OF_A_CALL})
"""The commands that get the project's plugin; `check`, `run` and the screen look for it themselves."""

_INTERMIXED: Final = MAY_LEAVE_OUT | {"check"}
"""Commands with arguments that may be left out, between which options may stand."""
_PAIRS: Final = frozenset({"config"})
"""Arguments of which only the name before `=` is quoted: what follows may be a secret."""
_SECRETS: Final = frozenset({"factory_state", "set_config"})
_BYTES_ONLY: Final = "bytes that are none"
"""What is said of an argument that may be a secret."""


def parse(words: Sequence[str]) -> tuple[str | None, argparse.Namespace]:
    """Return the command, None for the screen, and what was typed beside it. Options may stand before the command.

    Raises:
        NameUnknown: What stands where a command or a plugin is expected is neither.
        OptionUnknown: The command has no such option, or takes no further argument.
        SettingInvalid: An option is no text.
    """
    place = _place_of_first(words)
    first = words[place] if place is not None else None
    if place is not None and first in COMMANDS:
        parser, command = command_parser(first), first
        words = _behind_command(first, words[:place], words[place + 1 :])
    elif _asks_versions(words):
        parser, command = version_parser(), VERSION
        words = [word for word in words if word != first]
    else:
        parser, command = screen_parser(), None
    _check_options(parser, words, command)
    read = parser.parse_known_intermixed_args if command in _INTERMIXED else parser.parse_known_args
    arguments, unknown = read(words)
    options = [word for word in unknown if word.startswith("-") and word != "--"]
    if options:
        raise _unknown_option(*_meant_for(parser, words, command), options[0])
    if command is None and first and not any(word == "--build" or word.startswith("--build=") for word in words):
        _check_plugin(first)
    if unknown:
        raise _unknown_option(parser, command, unknown[0])
    _check_entries(parser, arguments)
    _check_texts(parser, arguments)
    return command, arguments


def _asks_versions(words: Sequence[str]) -> bool:
    """Say whether `--version` is among the options."""
    is_value = False
    for word in words:
        if word == "--" and not is_value:
            return False
        if word == "--version" and not is_value:
            return True
        is_value = not is_value and _takes_value(word)
    return False


def _check_options(parser: argparse.ArgumentParser, words: Sequence[str], command: str | None) -> None:
    """Refuse an option that the parser does not have before its value passes for an argument. Raises OptionUnknown."""
    options, is_value = _options_of(parser), False
    for word in words:
        if word == "--" and not is_value:
            return
        if not is_value and word.startswith("--") and word.partition("=")[0] not in options:
            raise _unknown_option(*_meant_for(parser, words, command), word)
        is_value = not is_value and word.startswith("-") and _takes_value(word)


def _meant_for(
    parser: argparse.ArgumentParser, words: Sequence[str], command: str | None
) -> tuple[argparse.ArgumentParser, str | None]:
    """Return the command that an unknown option was meant for: its value may stand where the command is looked for."""
    later = next((word for word in words if word in COMMANDS), None) if command is None else None
    return (parser, command) if later is None else (command_parser(later), later)


def _unknown_option(parser: argparse.ArgumentParser, command: str | None, word: str) -> OptionUnknown:
    """Return the error of an option or argument that the command does not have."""
    from workbench.cli.extism_options import REFUSED  # noqa: PLC0415 - no start pays for what names its failures
    from workbench.errors.operator import OptionUnknown  # noqa: PLC0415 - as above
    from workbench.naming import nearest  # noqa: PLC0415 - as above

    name = word.partition("=")[0]
    if command == "call" and name in REFUSED:
        return OptionUnknown(name, parser.prog, (), None, REFUSED[name])
    if not word.startswith("-"):
        # An entry of the configuration whose option was forgotten may hold a secret.
        return OptionUnknown(_without_value(word), parser.prog, (), None)
    known_to = tuple(one for one in COMMANDS if name in _options_of(command_parser(one)))
    longer = sorted(one for one in _options_of(parser) if one.startswith(name))
    alike = (
        None
        if known_to
        else _OF_OTHER_TOOLS.get(name) or next(iter(longer), None) or nearest(name, _options_of(parser))
    )
    return OptionUnknown(name, parser.prog, known_to, alike)


def _without_value(word: str) -> str:
    name, sign, _ = word.partition("=")
    return f"{name}=…" if sign else word


def _options_of(parser: argparse.ArgumentParser) -> frozenset[str]:
    """Return the options of a parser, those of its verbs included."""
    return frozenset(option for action in _actions_of(parser) for option in action.option_strings)


def _actions_of(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from _actions_of(verb)


def _behind_command(command: str, before: Sequence[str], behind: Sequence[str]) -> list[str]:
    """Return the words with the options before the command, or between it and its verb, behind both."""
    if command == "call":
        behind = _with_saved(behind)
    verb = _place_of_first(behind) if command == "registry" else None
    if verb is None:
        return [*before, *behind]
    return [behind[verb], *before, *behind[:verb], *behind[verb + 1 :]]


def _with_saved(words: Sequence[str]) -> list[str]:
    """Return the words of `call` with `@NAME` behind the function, with or without a plugin, as `--saved=NAME`."""
    found, arguments, is_value = [], 0, False
    for word in words:
        is_argument = not is_value and not word.startswith("-")
        arguments += is_argument
        is_saved = is_argument and arguments > 1 and word.startswith("@")
        found.append(f"--saved={word[1:]}" if is_saved else word)
        is_value = not is_value and word.startswith("-") and _takes_value(word)
    return found


def _place_of_first(words: Sequence[str]) -> int | None:
    """Return where the first word stands that is neither an option nor an option's value; None: there is none."""
    passed_over = False
    for place, word in enumerate(words):
        if passed_over:
            passed_over = False
            if word in COMMANDS and _is_flag(words[place - 1], word):
                return place
        elif word == "--":
            return place + 1 if place + 1 < len(words) else None
        elif not word.startswith("-") or word == "-":
            return place
        else:
            passed_over = _takes_value(word)
    return None


def _is_flag(option: str, command: str) -> bool:
    """Say whether an option that takes a value elsewhere takes none in a command."""
    found = (one for one in _actions_of(command_parser(command)) if option in one.option_strings)
    return any(action.nargs == 0 for action in found)


def _takes_value(word: str) -> bool:
    """Say whether the next word is the value of this option; one that is cut short is refused under its command."""
    return word in VALUED or (word.startswith("--") and any(option.startswith(word) for option in VALUED))


def _check_plugin(word: str) -> None:
    """Refuse what is neither a command nor the path of a plugin, there or still to be built. Raises NameUnknown."""
    named_as_path = word.endswith(".wasm") or "/" in word or os.sep in word
    if not named_as_path and not os.path.exists(word):  # noqa: PTH110 - pathlib is loaded by those that need it
        from workbench.errors.operator import NameUnknown  # noqa: PLC0415 - no start pays for what names its failures
        from workbench.naming import nearest  # noqa: PLC0415 - as above

        raise NameUnknown("command or .wasm file", word, _OF_OTHER_TOOLS.get(word) or nearest(word, COMMANDS))


def _check_entries(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Refuse what looks like an entry of the configuration among several plugins: it may hold a secret.

    Raises:
        OptionUnknown: As it says.
    """
    for word in getattr(arguments, "plugins", None) or ():
        if "=" in word and not word.endswith(".wasm") and not os.path.lexists(word):
            raise _unknown_option(parser, None, word)


def _check_texts(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Refuse bytes that are no UTF-8 where a text is expected, and empty paths. Raises SettingInvalid.

    Paths and payloads may be any bytes. An empty path is most often a variable of the shell that is not set: it would
    be the working folder, or pass for an option that was not given.
    """
    for name, value in vars(arguments).items():
        if name in _PATHS and (value == "" or (isinstance(value, list) and "" in value)):
            raise _invalid(parser, name, "", "a path")
        if name in _NO_STDOUT and value == STDOUT:
            raise _invalid(parser, name, STDOUT, "a file; ./- names one that is called -")
        if name in _BYTES:
            continue
        if isinstance(value, list):
            setattr(arguments, name, [_text(parser, name, one) for one in value])
        elif isinstance(value, str):
            setattr(arguments, name, _text(parser, name, value))


def _text(parser: argparse.ArgumentParser, name: str, value: str) -> str:
    try:
        # What the locale could not read is UTF-8 all the same, most often.
        return value if value.isascii() else os.fsencode(value).decode()
    except UnicodeError:
        if name in _SECRETS:
            raise _invalid(parser, name, None, "text in UTF-8", found=_BYTES_ONLY) from None
        raise _invalid(parser, name, _without_value(value) if name in _PAIRS else value, "text in UTF-8") from None


def _invalid(
    parser: argparse.ArgumentParser, name: str, value: str | None, expected: str, *, found: str = ""
) -> SettingInvalid:
    """Return the error of a value, under the name by which it was typed; None as a value: `found` describes it."""
    from workbench.errors.operator import SettingInvalid  # noqa: PLC0415 - no start pays for what names its failures

    for action in _actions_of(parser):
        if action.dest == name and not action.option_strings:
            return SettingInvalid(str(action.metavar or name), value, expected, "argument", found=found)
        if action.dest == name:
            return SettingInvalid(action.option_strings[-1].lstrip("-"), value, expected, "option", found=found)
    return SettingInvalid(name, value, expected, "option", found=found)
