"""What a shell completes behind `workbench`: in bash by its own function, in all three by their tab key."""

from __future__ import annotations

import json
import os
import pty
import shlex
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from tests.processes import until
from workbench.cli.command_words import COMMANDS
from workbench.cli.main import main
from workbench.cli.output import Exit
from workbench.cli.pane_parsers import SHELLS
from workbench.generated import FOLDER

FUNCTIONS = ["shape", "normalize_error", "build_signer", "sign", "on_unauthorized", "observe", "filter"]
IN_A_LIST = [
    (["ch"], ["check"]),
    (["pl"], ["plugin.wasm"]),
    ([""], ["folder", "plugin.wasm", "two words.wasm", *COMMANDS]),
    (["check", "pl"], ["plugin.wasm"]),
    (["check", "plugin.wasm", "--pro"], ["--profile"]),
    (["check", "plugin.wasm", "--profile", ""], ["0.1", "0.3"]),
    (["check", "a.wasm", "b.wasm", "tw"], ["two words.wasm"]),
    (["--imports", "trap", "ch"], ["check"]),
    (["--imports", ""], ["reference", "trap"]),
    (["plugin.wasm", "--im"], ["--imports"]),
    (["call", "plugin.wasm", ""], FUNCTIONS),
    (["call", "plugin.wasm", "shape", "--input-file", "re"], ["request.json"]),
    (["call", "--capability", "check", "plugin.wasm", "f"], ["filter"]),
    (["registry", "up"], ["upload", "upload-command"]),
    (["registry", "add", "pl"], ["plugin.wasm"]),
    (["registry", "add", "plugin.wasm", "--off"], ["--offer"]),
    (["schema", "--all", "f"], ["folder"]),
    (["check", "--all", "pl"], ["plugin.wasm"]),
    (["check", "plugin.wasm", "--report", "ju"], ["junit="]),
    (["check", "plugin.wasm", "--report", "junit", "=", "re"], ["request.json"]),
    (["check", "plugin.wasm", "--profile", "=", "0.3"], ["0.3"]),
    (["check", "plugin.wasm", "--config", "A", "=", "b", "--imp"], ["--imports"]),
    (["explain", "Downgrade"], ["DowngradeAttempt"]),
    (["completion", ""], list(SHELLS)),
    (["check", "--", "--pro"], []),
]
"""What was typed behind `workbench`, as bash splits it, and what is offered."""

BY_KEY = [
    ("workbench self-ch", "workbench self-check "),
    ("workbench check plu", "workbench check plugin.wasm "),
    ("workbench check plugin.wasm --prof", "workbench check plugin.wasm --profile "),
    ("workbench check plugin.wasm --imports tr", "workbench check plugin.wasm --imports trap "),
    ("workbench check plugin.wasm --offer req", "workbench check plugin.wasm --offer request.json "),
    ("workbench call plugin.wasm sha", "workbench call plugin.wasm shape "),
    ("workbench plugin.wasm --impo", "workbench plugin.wasm --imports "),
    ("workbench schema --all fol", "workbench schema --all folder/"),
    ("workbench check plugin.wasm --report junit=req", "workbench check plugin.wasm --report junit=request.json "),
]
"""A line, and what it is after tab."""

PRINTED = {
    "bash": 'bind -x \'"\\C-x": printf %s "$READLINE_LINE" > {out}.new; mv {out}.new {out}\'',
    "zsh": "shown() {{ print -rn -- \"$BUFFER\" > {out}.new; mv {out}.new {out} }}; zle -N shown; bindkey '^X' shown",
}
"""Writes the line that is being typed into a file when ctrl+x is pressed."""
START = {
    "bash": ("bash --norc --noprofile -i", "source {script}"),
    "zsh": ("zsh -f -i", "autoload -Uz compinit; compinit -u -D; source {script}"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with files of several kinds."""
    place = tmp_path / "project"
    (place / "folder").mkdir(parents=True)
    for name in ("plugin.wasm", "two words.wasm", "request.json"):
        (place / name).touch()
    return place


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_printed(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    script = (FOLDER / f"completion.{shell}").read_text()
    assert main(["completion", shell]) == Exit.PASSED
    assert capsys.readouterr().out == script
    assert main(["completion", shell, "--format", "json"]) == Exit.PASSED
    assert json.loads(capsys.readouterr().out) == {"shell": shell, "script": script}


@needs("bash")
def test_bash_offers_what_may_stand_there(folder: Path) -> None:
    lines = [f"source {shlex.quote(str(FOLDER / 'completion.bash'))}"]
    for words, _ in IN_A_LIST:
        typed = " ".join(map(shlex.quote, ["workbench", *words]))
        lines.append(f"COMP_WORDS=({typed}); COMP_CWORD={len(words)}; _workbench")
        lines.append("printf '%s\\n' \"${COMPREPLY[@]}\"; printf '\\f'")
    ran = subprocess.run(["bash", "-c", "\n".join(lines)], cwd=folder, capture_output=True, text=True, check=True)
    found = [part.split("\n")[:-1] for part in ran.stdout.split("\f")[:-1]]
    expected = [offered or [""] for _, offered in IN_A_LIST]
    assert [sorted(one) for one in found] == [sorted(one) for one in expected]


@pytest.mark.slow
@needs("fish")
def test_fish_offers_what_may_stand_there(folder: Path) -> None:
    """All of the list but what only bash splits; folders end in a slash."""
    cases = [(words, offered) for words, offered in IN_A_LIST if "=" not in words and words != [""]]
    script = shlex.quote(str(FOLDER / "completion.fish"))
    lines = [f"source {script}"]
    for words, _ in cases:
        typed = " ".join(["workbench", *words]).replace("'", "\\'")
        lines.append(f"complete -C '{typed}' | string split -f 1 \\t; printf '\\f'")
    ran = subprocess.run(
        ["fish", "--no-config", "-c", "\n".join(lines)], cwd=folder, capture_output=True, text=True, check=True
    )
    found = [sorted(one.rstrip("/") for one in part.split("\n")[:-1]) for part in ran.stdout.split("\f")[:-1]]
    assert found == [sorted(offered) for _, offered in cases]


@pytest.mark.slow
@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in START])
def test_the_tab_key_completes(shell: str, folder: Path, tmp_path: Path) -> None:
    command, setup = START[shell]
    out = tmp_path / "line"
    start = f"{setup}; {PRINTED[shell]}\n".format(script=FOLDER / f"completion.{shell}", out=out)
    controller, terminal = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "dumb"}
    run = subprocess.Popen(
        shlex.split(command), cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal,
        start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    # What the shell draws must be read, or it waits.
    threading.Thread(target=_read_all, args=(controller,), daemon=True).start()
    try:
        os.write(controller, start.encode())
        found = []
        for line, _ in BY_KEY:
            out.unlink(missing_ok=True)
            # The line is taken away by ctrl+u once it was written.
            os.write(controller, f"{line}\t\x18".encode())
            until(out.exists)
            found.append((line, out.read_text()))
            os.write(controller, b"\x15")
        assert found == BY_KEY
    finally:
        run.kill()
        run.wait()
        os.close(controller)


def _read_all(descriptor: int) -> None:
    try:
        while os.read(descriptor, 65_536):
            pass
    except OSError:
        return
