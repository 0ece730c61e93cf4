"""What the pages say that cannot be run as it stands, or not in the fast suite, each with the reason."""

from __future__ import annotations

from typing import Final

NOT_RUN: Final = {
    r"python3 -m venv .*": "installs packages from the network; `.ci/run` does it on a clean clone",
    r"\.venv/bin/pytest.*|bash \.ci/run.*": "the whole suite",
    r"docker .*": "needs an engine for containers; its conditions are tried by `.ci/all`",
    r"(uvx|pipx run) .*": "installs from the network; tests/test_ci_recipes_for_real.py does it with a wheel",
    r"workbench [\w./]+\.wasm": "the screen: test_the_screen_opens_and_ends",
    r"workbench (check|run) .* --watch": "goes on until a signal: tests/cli/test_watching.py, test_interruption.py",
    r"workbench": "the screen: test_the_screen_opens_and_ends",
    r"workbench serve .*": "a server that runs until it is stopped: tests/browser",
    r"workbench mcp .*": "a server that runs until it is stopped: tests/mcp_server",
    r"pip install .*": "installs packages from the network",
    r"claude mcp add .*": "another program; what it starts is tried by tests/mcp_server",
    r"python -m sample_plugins\.build.*": "needs the compiler; `.ci/run` does it",
    r"workbench demo( [\w./]+\.toml)?": "the screen: tests/ui/demo, and as pictures tests/cli/test_demo.py",
}
"""Patterns of whole commands that no test runs from a page, why, and what covers them otherwise."""

ONLY_SLOW: Final = {
    r"workbench check .* --(baseline|max-fuel) .*": "measures fuel",
    r"sh build\.sh": "runs the compiler; tests/scaffold/test_builds.py builds every project",
    r"workbench check|workbench \w+ build/hello\.wasm.*|workbench run payloads": "what the compiler would have built",
    r"pytest .*": "a run of pytest of its own",
    r"workbench bench .*": "measures for some seconds",
    r"workbench fuzz .*": "searches for some seconds",
    r"workbench sweep .*": "tries hundreds of offers",
    r"workbench check .* --drift.*": "sends everything many times",
    r"workbench diff .*": "measures both builds",
    r"workbench demo .*--pictures.*": "plays a whole show",
}
"""Patterns of whole commands that only the real run of a page takes, and why. Nothing behind them may need them."""

FOREIGN_OPTIONS: Final = {
    "--all": "`.ci/run`",
    "--check": "`python -m sample_plugins.build`",
    "--cc-lb-plugin": "pytest",
    "--release": "`cargo build`",
    "--http-response-max": "`extism call`",
    "--enable-http-response-headers": "`extism call`",
    "--allow-path": "`extism call`",
    "--link": "`extism call`",
    "--manifest": "`extism call`",
    "--var-max": "`extism call`",
    "--wasi": "`extism call`",
    "--target": "`cargo build`",
}
"""Options of other programs that the pages name, and whose they are."""
