from workbench import errors as errors
from workbench import protocol as protocol
from workbench.errors import HostError as HostError
from workbench.errors import OperatorError as OperatorError
from workbench.errors import PluginError as PluginError
from workbench.errors import WorkbenchError as WorkbenchError
from workbench.library.open_plugin import OpenPlugin as OpenPlugin
from workbench.library.open_plugin_async import AsyncPlugin as AsyncPlugin
from workbench.library.open_plugin_async import AsyncPluginSession as AsyncPluginSession
from workbench.library.opening import open_plugin as open_plugin
from workbench.library.opening import open_plugin_async as open_plugin_async
from workbench.library.options import PluginOptions as PluginOptions
from workbench.library.outcomes import CheckOutcome as CheckOutcome
from workbench.library.outcomes import Outcome as Outcome
from workbench.library.outcomes import ReplayOutcome as ReplayOutcome
from workbench.library.outcomes import RunOutcome as RunOutcome
from workbench.library.plugin_session import PluginSession as PluginSession

__version__: str
__all__: list[str]
