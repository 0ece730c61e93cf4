"""The pytest plugin: `pytest --cc-lb-plugin=FILE` tests a cc-lb plugin, and gives tests fixtures to call it.

pytest loads this module at each start, whoever runs it: it imports nothing of the workbench until a plugin is named.
It is no part of that package, since pytest rewrites the assertions of every package that has a plugin of it. What it
does once a plugin is named stands in `workbench/pytest_plugin`, and in docs/pytest.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from workbench.library.open_plugin import OpenPlugin
    from workbench.library.options import PluginOptions
    from workbench.library.plugin_session import PluginSession
    from workbench.protocol.offer import Offer
    from workbench.pytest_plugin.plugin_tests import PluginTests

OPTION: Final = "cc_lb_plugin"
"""Of the command line as `--cc-lb-plugin`, and of the configuration file."""
TESTS: Final = "cc-lb-plugin-tests"
"""What tests the plugins is registered by this name, where some are named."""
FROZEN_CLOCK_UNIX_MS: Final = 1_700_000_000_000
FROZEN_SEED: Final = "pytest"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what names the plugins."""
    parser.getgroup("cc-lb", "cc-lb plugins").addoption(
        "--cc-lb-plugin",
        action="append",
        default=[],
        dest=OPTION,
        metavar="FILE",
        help="a cc-lb plugin to be tested (.wasm); may be given again",
    )
    parser.addini(OPTION, "cc-lb plugins to be tested (.wasm), relative to this file", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Test the plugins that are named, if any are."""
    if config.getoption(OPTION) or config.getini(OPTION):
        from workbench.pytest_plugin.plugin_tests import PluginTests  # noqa: PLC0415 - most runs test no plugin

        config.pluginmanager.register(PluginTests(config), TESTS)


@pytest.fixture
def cc_lb_options() -> PluginOptions:
    """Options of `workbench.open_plugin` that `cc_lb_plugin` is opened with: override it to set some."""
    return {}


@pytest.fixture
def cc_lb_offer() -> Offer | dict[str, Any] | str | None:
    """What the host offers to `cc_lb_plugin`; None is what the reference offers. Override it to change that."""
    return None


@pytest.fixture
def cc_lb_plugin(
    request: pytest.FixtureRequest, cc_lb_options: PluginOptions, cc_lb_offer: Any
) -> Iterator[OpenPlugin]:
    """The plugin that --cc-lb-plugin names, open, its host as at the start. With several each test runs for each."""
    tests: PluginTests | None = request.config.pluginmanager.get_plugin(TESTS)
    if tests is None:
        pytest.fail(
            "cc_lb_plugin: expected --cc-lb-plugin=FILE, or cc_lb_plugin in the configuration file of pytest, "
            "found neither",
            pytrace=False,
        )
    options = cc_lb_options if cc_lb_offer is None else {**cc_lb_options, "offer": cc_lb_offer}
    with tests.plugin_of(request.node, getattr(request, "param", None), options) as plugin:
        yield plugin


@pytest.fixture
def cc_lb_session(cc_lb_plugin: OpenPlugin) -> Iterator[PluginSession]:
    """One long-lived instance of `cc_lb_plugin`, which keeps its globals from call to call."""
    with cc_lb_plugin.session() as session:
        yield session


@pytest.fixture
def cc_lb_frozen_host(cc_lb_plugin: OpenPlugin) -> OpenPlugin:
    """`cc_lb_plugin` with a host whose clock stands at 1,700,000,000,000 and whose random source is seeded."""
    cc_lb_plugin.freeze(clock=FROZEN_CLOCK_UNIX_MS, seed=FROZEN_SEED)
    return cc_lb_plugin


@pytest.fixture
def cc_lb_faults(cc_lb_plugin: OpenPlugin) -> Callable[..., None]:
    """Injects faults into the host of `cc_lb_plugin`, until the test ends: `cc_lb_faults("storage_get=fail")`."""
    return cc_lb_plugin.inject
