"""The versions of what runs the plugins."""

from __future__ import annotations

import subprocess
import sys

from workbench.engine.client.versions import engine_versions


def test_all_three_are_known_from_the_installed_packages() -> None:
    versions = engine_versions()
    assert versions["extism"] == "1.1.1"
    assert versions["libextism"] == "1.41.0"
    assert versions["wasmtime"].count(".") == 2


def test_asking_for_versions_and_building_the_client_load_no_engine() -> None:
    program = (
        "import sys\n"
        "from workbench.engine.client.engine_client import EngineClient\n"
        "EngineClient().versions()\n"
        "print([name for name in ('extism', 'extism_sys', 'textual') if name in sys.modules])\n"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"
