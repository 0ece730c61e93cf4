"""What may be a secret on the command line is shown to no other process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.marks import LINUX_ONLY
from workbench.cli.hidden_values import secret_parts

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("call p.wasm shape --config key=secret --fuel", "call p.wasm shape --config key=****** --fuel"),
        ("--config=key=sec=ret x", "--config=key=******* x"),
        ("--conf key=secret", "--conf key=******"),
        ("--config secret", "--config ******"),
        ("--config key=secret --config other=x", "--config key=****** --config other=*"),
        ("-i {} --input={} --input a=b", "-i ** --input=** --input ***"),
        ("-i{} x", "-i** x"),
        ("--factory-state {}", "--factory-state **"),
        ("--config-file f --config-env k=V --input-file f", "--config-file f --config-env k=V --input-file f"),
        ("--config key=", "--config key="),
        ("--set-config {} --set-config={}", "--set-config ** --set-config=**"),
        ("--config", "--config"),
        ("- -- --format json", "- -- --format json"),
    ],
)
def test_only_values_that_may_be_secret_are_covered(words: str, shown: str) -> None:
    content = bytearray(b"\0".join(words.encode().split()))
    for start, end in secret_parts(bytes(content).split(b"\0")):
        content[start:end] = b"*" * (end - start)
    assert content.replace(b"\0", b" ").decode() == shown


@LINUX_ONLY
@pytest.mark.parametrize(
    "kept", ["", "import os; os.pwrite = lambda *_: (_ for _ in ()).throw(OSError())\n"], ids=["", "without its file"]
)
def test_the_system_shows_stars(kept: str) -> None:
    """The command has the value all the same, and so it is where the file of our memory is kept from us."""
    program = (
        "import sys\n"
        "from workbench.cli.hidden_values import hide_values\n"
        f"{kept}"
        "hide_values(sys.argv[1:])\n"
        "print(open('/proc/self/cmdline').read().split(chr(0))[-3:-1], sys.argv[1:], flush=True)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "--config", "key=secret-value"], cwd=ROOT, capture_output=True, check=True
    )
    assert ran.stdout.decode() == "['--config', 'key=************'] ['--config', 'key=secret-value']\n"
