"""The same in an event loop: it goes on, tasks get their own answers, and one that is cancelled ends its call."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

import workbench
from tests.hostile.plugins import SHAPE, doing
from tests.hostile.starts import SPIN
from workbench.assets import asset_folder
from workbench.errors.operator import PluginClosed, PluginUnreadable
from workbench.library.open_plugin import OpenPlugin

DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
RECORDING = Path(__file__).parents[1] / "recordings/dialect.jsonl"


async def test_every_method_is_awaited(tmp_path: Path) -> None:
    (tmp_path / "payloads/shape").mkdir(parents=True)
    (tmp_path / "payloads/shape/none.json").write_text("{}")
    async with workbench.open_plugin_async(DIALECT, faults=["fuel=1"]) as plugin:
        assert not (await plugin.call("shape")).ok
        await plugin.inject()
        await plugin.freeze(clock=1, seed="a")
        assert (await plugin.call("shape")).ok
        assert (await plugin.check()).passed
        assert (await plugin.replay(RECORDING)).passed
        assert not (await plugin.run(tmp_path / "payloads")).passed
        await plugin.reset()
        assert not (await plugin.call("shape")).ok
        assert plugin.opened.name == "dialect"


async def test_a_session_is_awaited_and_ends_with_its_plugin() -> None:
    async with workbench.open_plugin_async(DIALECT) as plugin:
        async with await plugin.session() as session:
            assert (await session.call("shape")).ok
            await session.restart()
            assert (await session.call("shape")).ok
        with pytest.raises(PluginClosed):
            await session.call("shape")
        other = await plugin.session()
    await other.close()
    with pytest.raises(PluginClosed):
        await other.call("shape")


async def test_errors_are_raised_where_it_is_awaited(tmp_path: Path) -> None:
    with pytest.raises(PluginUnreadable):
        async with workbench.open_plugin_async(tmp_path / "missing.wasm"):
            pass


async def test_outside_of_its_block_it_is_closed() -> None:
    plugin = workbench.open_plugin_async(DIALECT)
    with pytest.raises(PluginClosed):
        await plugin.call("shape")
    async with plugin:
        assert (await plugin.call("shape")).ok
    await plugin.close()
    with pytest.raises(PluginClosed):
        await plugin.call("shape")
    with pytest.raises(PluginClosed):
        await plugin.__aenter__()


async def test_a_task_that_is_cancelled_ends_its_own_call_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its loop would last for ten minutes: whatever is asked for next waits for its end."""
    path = tmp_path / "hostile.wasm"
    path.write_bytes(doing(SHAPE, SPIN)())
    (tmp_path / "workbench.toml").write_text("[budgets.serving]\nfuel = 0\nwall_ms = 600000\n")
    called = threading.Event()
    call = OpenPlugin.call

    def noted(plugin: OpenPlugin, *arguments: Any, **options: Any) -> workbench.Outcome:
        called.set()
        return call(plugin, *arguments, **options)

    monkeypatch.setattr(OpenPlugin, "call", noted)
    async with workbench.open_plugin_async(path, trust_project=True) as plugin:
        hanging = asyncio.ensure_future(plugin.call("shape"))
        await asyncio.to_thread(called.wait)
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging
        assert (await asyncio.wait_for(plugin.call("normalize_error"), 300)).stage == "version_lookup"
