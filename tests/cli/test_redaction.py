"""What a plugin says leaves in a JSON report only without its secrets, whichever command writes it."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import plugin_module
from tests.guests import Texts
from tests.hostile.plugins import HANDSHAKE, doing
from workbench.cli.main import main

CLI = Path(__file__).parents[2] / "workbench/cli"
SECRET = "sk-ant-api03-0123456789abcdef"
WRITERS = {"print_json", "json_text", "write_out"}
"""What writes JSON as it is given; `print_report` takes secrets out first."""
AS_THEY_ARE = {
    "batch": "verdicts on texts that were asked about, or an offer",
    "many_results": "objects of plugins, whose secrets it takes out itself, on the threads of the workers",
    "ending": "errors that end a command: they speak of options, files and this machine",
    "output": "the writers themselves",
    "command_parser": "help texts",
    "redaction": "print_report itself",
    "commands/call": "the answer that was asked for",
    "commands/completion": "a script of ours",
    "commands/decode": "the text that was asked about",
    "commands/doctor": "what this machine has",
    "commands/explain": "our own text",
    "commands/history": "entries, whose secrets it takes out itself, for people too",
    "commands/import_request": "the request that was asked for, to be sent",
    "commands/info": "settings, whose secrets it takes out itself, for people too",
    "commands/keys": "our own table, with keys that the person has set",
    "commands/locate": "our own places",
    "commands/new": "what it wrote, and what to do next",
    "commands/offer": "what the options say",
    "commands/registry": "the upload command, to be run as it is; reports go another way",
    "commands/schema": "our own schemas",
    "commands/serve": "the address, with the token that lets one in",
    "commands/theme": "the path of the file that it wrote",
    "commands/version": "our own versions",
    "commands/trust": "the command that is to be trusted, to the letter",
}
"""Modules that may use them, each with what it writes."""


def test_only_what_is_no_report_is_printed_as_it_is() -> None:
    found = {
        str(path.relative_to(CLI).with_suffix(""))
        for path in CLI.rglob("*.py")
        if WRITERS & {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
    }
    assert found == AS_THEY_ARE.keys(), "print a plugin's text by print_report"


def saying_it() -> bytes:
    """Return a plugin whose handshake fails with a secret in its error text."""
    texts = Texts(at=1 << 16)
    return doing(HANDSHAKE, f"(call $error_set {texts.block(SECRET)}) (return (i32.const 1))", texts.segments)()


@pytest.mark.parametrize(
    ("words", "module"),
    [
        (("inspect", "{}"), lambda: plugin_module(exports=["shape", SECRET])),
        (("check", "{}"), saying_it),
        (("bench", "{}", "shape", "-n", "1"), saying_it),
        (("diff", "{}", "{}"), saying_it),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_a_report_is_without_the_secrets_that_a_plugin_says(
    words: tuple[str, ...], module: Callable[[], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plugin = tmp_path / "plugin.wasm"
    plugin.write_bytes(module())
    main([*(word.format(plugin) for word in words), "--format", "json"])
    printed = capsys.readouterr()
    json.loads(printed.out)
    assert SECRET not in printed.out
    assert "kept out of the report, since they look like secrets: " in printed.err
