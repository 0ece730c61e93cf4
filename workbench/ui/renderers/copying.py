"""A dispatch as text for elsewhere: a command, a test, a page of notes. Pure."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.session.values.dispatch_record import DispatchRecord
from workbench.visible import duration


@dataclass(frozen=True, slots=True)
class Copied:
    """What a form is made of."""

    record: DispatchRecord
    plugin_path: str
    error: str | None = None
    """What it failed with, in words; None: as the record has it."""

    @property
    def function(self) -> str:
        """The wire function, by whose name it is exported, too."""
        return self.record.outcome.function

    @property
    def request(self) -> str:
        """What crossed the border; where nothing did, the payload."""
        return self.record.outcome.request_text or self.record.payload


def as_call(of: Copied) -> str:
    """Return the command that makes the same dispatch without a screen."""
    words = ["workbench", "call", of.plugin_path, of.function, "-i", of.record.payload]
    return shlex.join(words) + "\n"


def as_extism_call(of: Copied) -> str:
    """Return the command that calls the export alone: it has no host functions, another engine, and no envelope."""
    words = ["extism", "call", of.plugin_path, of.function, "--wasi", "--input", of.request]
    return shlex.join(words) + "\n"


def as_pytest(of: Copied) -> str:
    """Return a test in Python that expects the answer, or the stage at which it failed."""
    outcome = of.record.outcome
    if outcome.ok:
        expected = (
            f"    assert result['outcome'] == 'ok'\n    assert result['response'] == json.loads({_answer(of)!r})\n"
        )
    else:
        stage = outcome.stage.value if outcome.stage is not None else None
        expected = f"    assert result['outcome'] == 'fallback'\n    assert result['stage'] == {stage!r}\n"
    return (
        "import json\nimport subprocess\n\n"
        f"PAYLOAD = {of.record.payload!r}\n\n\n"
        f"def test_{of.function}() -> None:\n"
        f"    command = ['workbench', 'call', {of.plugin_path!r}, {of.function!r}, '--stdin', '--format', 'json']\n"
        "    done = subprocess.run(command, input=PAYLOAD, capture_output=True, text=True)\n"
        "    result = json.loads(done.stdout)\n"
        f"{expected}"
    )


def as_rust(of: Copied) -> str:
    """Return a test in Rust with the crates extism and serde_json; host functions are to be added by who needs them."""
    call = f"plugin.call::<&str, &str>({_rust(of.function)}, REQUEST)"
    if of.record.outcome.ok:
        check = (
            f"    let output = {call}.unwrap();\n"
            "    let found: serde_json::Value = serde_json::from_str(output).unwrap();\n"
            f"    let expected: serde_json::Value = serde_json::from_str({_rust(_output(of))}).unwrap();\n"
            "    assert_eq!(found, expected);\n"
        )
    else:
        check = f"    assert!({call}.is_err());\n"
    return (
        f"const REQUEST: &str = {_rust(of.request)};\n\n"
        f"#[test]\nfn {of.function}() {{\n"
        f"    let manifest = extism::Manifest::new([extism::Wasm::file({_rust(of.plugin_path)})]);\n"
        "    let mut plugin = extism::Plugin::new(&manifest, [], true).unwrap();\n"
        f"{check}}}\n"
    )


def as_markdown(of: Copied) -> str:
    """Return the dispatch as a section for an issue or a note."""
    outcome = of.record.outcome
    took = f", {duration(outcome.call.wall_us)}" if outcome.call is not None else ""
    parts = [f"### `{of.function}`: {'ok' if outcome.ok else 'fallback'}{took}", "Payload:", _fenced(of.record.payload)]
    if outcome.ok:
        parts += ["Answer:", _fenced(_answer(of))]
    else:
        stage = outcome.stage.value if outcome.stage is not None else "no stage"
        parts += [f"Failed at `{stage}`:", _fenced(str(outcome.error) if of.error is None else of.error, "text")]
    return "\n\n".join(parts) + "\n"


def _answer(of: Copied) -> str:
    return of.record.outcome.response_text or "null"


def _output(of: Copied) -> str:
    call = of.record.outcome.call
    return call.output.decode("utf-8", "replace") if call is not None and call.output else _answer(of)


def _fenced(text: str, language: str = "json") -> str:
    """Return a text in a fence that is longer than any within it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def _rust(text: str) -> str:
    """Return a raw string of Rust; one that Rust would not read as it stands is escaped."""
    if "\r" in text:
        return json.dumps(text, ensure_ascii=False)
    signs = "#"
    while f'"{signs}' in text:
        signs += "#"
    return f'r{signs}"{text}"{signs}'


FORMS: Final[Mapping[str, Callable[[Copied], str]]] = {
    "copy-as-call": as_call,
    "copy-as-extism": as_extism_call,
    "copy-as-pytest": as_pytest,
    "copy-as-rust": as_rust,
    "copy-as-markdown": as_markdown,
}
"""By the command's id."""

COMMANDS: Final = frozenset({"copy-as-call", "copy-as-extism"})
"""Forms that are for one's own terminal, and make the same dispatch: their secrets stay. All others are for sharing."""
