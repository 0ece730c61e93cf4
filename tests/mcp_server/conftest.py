"""One folder with plugins, and one toolbox over it: a start of an engine costs more than what is asked of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mcp_server.asking import Agent
from workbench.assets import asset_folder
from workbench.mcp_server.engine_desk import EngineDesk
from workbench.mcp_server.folder_files import FolderFiles
from workbench.mcp_server.toolbox import Toolbox

RECORDINGS = Path(__file__).parents[1] / "recordings"


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """Give an agent in a folder that holds the sample plugins and a recording of each."""
    folder = tmp_path_factory.mktemp("project")
    for plugin in asset_folder("sample_plugins").glob("*/*.wasm"):
        shutil.copy(plugin, folder)
    for recording in RECORDINGS.glob("*.jsonl"):
        shutil.copy(recording, folder)
    engines = EngineDesk()
    yield Agent(folder, Toolbox(FolderFiles(folder), engines), engines)
    engines.shutdown()
