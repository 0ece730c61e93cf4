"""A dispatch as text for elsewhere: a command, a test, a page of notes. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.settings import Settings
from workbench.visible import duration

ARGUMENT_MAX_BYTES: Final = 100_000
"""Of a text that is given as an argument; Linux takes 128 KiB."""
_ESCAPED: Final = {'"': '\\"', "\\": "\\\\", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Copied:
    """What a form is made of."""

    record: DispatchRecord
    plugin_path: str
    error: str | None = None
    """What it failed with, in words; None: as the record has it."""
    settings: Settings = field(default_factory=Settings)
    """What the dispatch was made under. The plugin's configuration may hold secrets, and is copied nowhere."""

    @property
    def function(self) -> str:
        """The wire function, by whose name it is exported, too."""
        return self.record.outcome.function

    @property
    def request(self) -> str:
        """What crossed the border; where nothing did, the payload."""
        return self.record.outcome.request_text or self.record.payload

    @property
    def call_words(self) -> list[str]:
        """The command without its payload: settings that are no defaults are said."""
        settings, usual = self.settings, Settings()
        words = ["workbench", "call", self.plugin_path, self.function]
        if settings.named_profile:
            words += ["--profile", settings.named_profile]
        elif settings.profile is not usual.profile:
            words += ["--profile", settings.profile.value]
        for capability in sorted(settings.capabilities):
            words += ["--capability", capability]
        if settings.budget.name != usual.budget.name:
            words += ["--budget", settings.budget.name]
        if settings.imports is not usual.imports:
            words += ["--imports", settings.imports.value]
        return words


def as_call(of: Copied) -> str:
    """Return the command that makes the same dispatch without a screen."""
    return _with_input(of.call_words, of.record.payload)


def _with_input(words: list[str], text: str) -> str:
    """Return a command for a shell that gives it a text: as an option, or where that is too long, as its input."""
    if len(text.encode(errors="replace")) > ARGUMENT_MAX_BYTES:
        end = "END_OF_INPUT"
        while end in text:
            end += "_"
        return f"{shlex.join([*words, '--stdin'])} <<'{end}'\n{text}\n{end}\n"
    # Behind a blank, what begins with a dash would be an option.
    given = [f"--input={text}"] if text.startswith("-") else ["--input", text]
    return shlex.join([*words, *given]) + "\n"


def as_extism_call(of: Copied) -> str:
    """Return the command that calls the export alone: it has no host functions, another engine, and no envelope."""
    return _with_input(["extism", "call", of.plugin_path, of.function, "--wasi"], of.request)


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
        f"    command = {[*of.call_words, '--stdin', '--format', 'json']!r}\n"
        "    done = subprocess.run(command, input=PAYLOAD.encode(), capture_output=True)\n"
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
    if any(not sign.isprintable() and sign not in "\n\t" for sign in text):
        return '"' + "".join(_ESCAPED.get(sign) or _rust_sign(sign) for sign in text) + '"'
    signs = "#"
    while f'"{signs}' in text:
        signs += "#"
    return f'r{signs}"{text}"{signs}'


def _rust_sign(sign: str) -> str:
    return sign if sign.isprintable() or sign == "\n" else f"\\u{{{ord(sign):x}}}"


FORMS: Final[Mapping[str, Callable[[Copied], str]]] = {
    "copy-as-call": as_call,
    "copy-as-extism": as_extism_call,
    "copy-as-pytest": as_pytest,
    "copy-as-rust": as_rust,
    "copy-as-markdown": as_markdown,
}
"""By the command's id."""
