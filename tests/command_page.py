"""docs/commands.md, made of the parsers: a section for each command, and one for the options that many have."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from workbench.cli.command_facts import FACTS, exit_codes
from workbench.cli.command_words import COMMANDS
from workbench.cli.parsers import MORE_FORMATS, command_parser, screen_parser

HEAD: Final = """# Commands

Every command with its arguments, options and exit codes, and an example that runs. This page is made of the parsers, by
`python -m tests.generated`; `workbench COMMAND --help` says the same. What commands are for, and what they share, is in
[cli.md](cli.md), with what exit codes above 4 say.

The examples belong together. They begin with a plugin, and with a request from elsewhere in `request.curl`:

```text
curl https://api.anthropic.com/v1/messages -d '{"model": "m", "max_tokens": 1, "messages": []}'
```

```sh
cp sample_plugins/dialect/dialect.wasm plugin.wasm
```

A payload that is kept stands in `payloads/shape/minimal.json`:

```json
{
  "request": {
    "request_id": "r1", "headers": [], "method": "POST", "path": "/v1/messages", "query": null, "body_base64": "e30="
  },
  "upstream": {"kind": "anthropic_direct"},
  "principal": {"id": "p1", "kind": "api_key", "claims": {}}
}
```

"""

SHARED: Final = {
    "how the plugin is loaded and called": "how a plugin is loaded",
    "output": "output",
    "options": "",
}
"""Groups of options that many commands have, and what they are called here; empty: they stand with each command."""
_HELP: Final = ("-h", "--help")
_TRUST: Final = "trust_project"
"""The one option that nearly all have and that stands in no group."""
_REPORT: Final = "report"
"""An option with a section of its own."""


def commands_page() -> str:
    """Return the page."""
    parts = [HEAD, _contents()]
    parts.append(_section("workbench", "Open a plugin on the screen.", screen_parser(), None))
    for command, summary in COMMANDS.items():
        parts.append(_section(command, f"{summary[0].upper()}{summary[1:]}.", command_parser(command), command))
    parts += [_shared("how the plugin is loaded and called"), _shared("output"), _reports()]
    return "\n".join(parts).rstrip() + "\n"


def _contents() -> str:
    rows = "\n".join(f"| [{name}](#{name}) | {_cell(summary)} |" for name, summary in COMMANDS.items())
    return f"| command | |\n|---|---|\n| [workbench](#workbench) | open a plugin on the screen |\n{rows}\n"


def _section(title: str, summary: str, parser: argparse.ArgumentParser, command: str | None) -> str:
    lines = [f"## {title}\n", f"{summary}\n"]
    lines.append(f"`{_usage(parser)}`\n")
    verbs = next((one for one in parser._actions if isinstance(one, argparse._SubParsersAction)), None)
    if verbs is not None:
        lines += _verbs(verbs)
    else:
        lines += [*_table(_own(parser))]
        lines += _links(parser)
    if command is not None:
        codes = "\n".join(f"| {code} | {_cell(meaning)} |" for code, meaning in exit_codes(command, parser).items())
        lines += ["| exit code | |", "|---|---|", f"{codes}\n", "```sh", FACTS[command].example, "```\n"]
    return "\n".join(lines)


def _usage(parser: argparse.ArgumentParser) -> str:
    """Return how a command is called, its options left out."""
    arguments = [_argument(one) for one in parser._actions if not one.option_strings]
    return " ".join([parser.prog, *arguments, "[options]"])


def _argument(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    return {"?": f"[{name}]", "*": f"[{name} …]", "+": f"{name} …"}.get(str(action.nargs), name)


def _verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> Iterator[str]:
    """Give the verbs with their own arguments, then the options that all of them have."""
    helps = {one.dest: str(one.help) for one in verbs._choices_actions}
    every = [{_names(one): one for one in _own(parser)} for parser in verbs.choices.values()]
    common = {name: one for name, one in every[0].items() if all(name in other for other in every)}
    yield "| verb | |"
    yield "|---|---|"
    for (name, parser), own in zip(verbs.choices.items(), every, strict=True):
        arguments = [f"`{_argument(one)}`" for one in parser._actions if not one.option_strings]
        yield f"| `{name}` {' '.join(arguments)} | {_cell(helps[name])} |"
        for option in (one for key, one in own.items() if key not in common and one.option_strings):
            yield f"| `{name}` {_names(option)} | {_cell(str(option.help))} |"
    yield ""
    yield from _table(list(common.values()))
    judging = [name for name, parser in verbs.choices.items() if any(one.dest == _REPORT for one in parser._actions)]
    yield from _links(verbs.choices[(judging or list(verbs.choices))[0]])
    if judging:
        yield f"Reports are written by {', '.join(f'`{name}`' for name in judging)}.\n"


def _own(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments and options of a command that stand in no section for many."""
    shared = {id(action) for group in _groups(parser) for action in group._group_actions}
    return [
        one
        for one in parser._actions
        if id(one) not in shared
        and one.help != argparse.SUPPRESS
        and one.dest != _REPORT
        and not set(_HELP) & set(one.option_strings)
    ]


def _groups(parser: argparse.ArgumentParser) -> list[Any]:
    """Return the groups of a parser that many have, what lifts the rules for project files with the output."""
    groups = [group for group in parser._action_groups if SHARED.get(str(group.title))]
    trust = [one for one in parser._actions if one.dest == _TRUST]
    for group in groups:
        if group.title == "output" and trust[0] not in group._group_actions:
            group._group_actions += trust
    return groups


def _links(parser: argparse.ArgumentParser) -> Iterator[str]:
    links = [f"[{SHARED[str(group.title)]}](#options-{_slug(str(group.title))})" for group in _groups(parser)]
    links += ["[reports](#options-reports)"] * any(one.dest == _REPORT for one in parser._actions)
    if links:
        *first, last = links
        named = f"{', of '.join(first)} and of {last}" if first else last
        yield f"Also the options of {named}.\n"


def _slug(title: str) -> str:
    return SHARED[title].replace(" ", "-")


def _table(actions: list[argparse.Action]) -> Iterator[str]:
    if not actions:
        return
    yield "| argument or option | |"
    yield "|---|---|"
    for one in actions:
        name = f"`{_argument(one)}`" if not one.option_strings else _names(one)
        yield f"| {name} | {_cell(_help(one))} |"
    yield ""


def _names(action: argparse.Action) -> str:
    """Return an option as it is typed, with what stands behind it."""
    if not action.option_strings:
        return action.dest
    value = "" if action.nargs == 0 else f" {_value(action)}"
    return ", ".join(
        f"`{option}{value if option.startswith('--') or len(action.option_strings) == 1 else ''}`"
        for option in action.option_strings
    )


def _value(action: argparse.Action) -> str:
    if action.metavar is not None:
        return f"[{action.metavar}]" if action.nargs == "?" else str(action.metavar)
    return "\\|".join(map(str, action.choices or ()))


def _help(action: argparse.Action) -> str:
    return str(action.help or "").replace("%%", "%")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _shared(title: str) -> str:
    """Return the section of the options of a group that many commands have, in their most common form."""
    found: Counter[tuple[str, str]] = Counter()
    for command in COMMANDS:
        for parser in _parsers(command_parser(command)):
            for group in _groups(parser):
                if group.title == title:
                    shown = [one for one in group._group_actions if one.help != argparse.SUPPRESS]
                    found.update((_names(one), _help(one)) for one in shown)
    most: dict[str, str] = {}
    said: set[str] = set()
    for (names, text), _ in found.most_common():
        # Of an option whose choices differ from command to command, those that most have.
        option = names.split(" ", maxsplit=1)[0].strip("`,")
        if option not in said:
            most[names] = f"{text}{_more_formats()}" if option == "--format" else text
        said.add(option)
    rows = "\n".join(f"| {names} | {_cell(text)} |" for names, text in most.items())
    return f"## Options: {SHARED[title]}\n\n| option | |\n|---|---|\n{rows}\n"


def _more_formats() -> str:
    """Return which commands print more than text and JSON."""
    by_format: dict[str, list[str]] = {}
    for command, formats in MORE_FORMATS.items():
        for one in formats:
            by_format.setdefault(one, []).append(command)
    return "".join(f"; of {', '.join(commands)} also {one}" for one, commands in by_format.items())


def _reports() -> str:
    """Return the section of reports."""
    report = next(one for one in command_parser("check")._actions if one.dest == _REPORT)
    return f"## Options: reports\n\n| option | |\n|---|---|\n| {_names(report)} | {_cell(_help(report))} |\n"


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()
