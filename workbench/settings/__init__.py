"""What can be set, by whom, and which value holds: option > environment > project file > user file > default.

Pure: files are read and the environment is given by the caller. `table` has every setting, `kinds` what a value can be,
`resolving` which value holds, `profiles` named profiles, and `schema` the same table for editors.
"""

from workbench.settings.kinds import GLOBS_MAX as GLOBS_MAX
from workbench.settings.layers import Position as Position
from workbench.settings.layers import Positions as Positions
from workbench.settings.layers import SettingsLayer as SettingsLayer
from workbench.settings.layers import value_at as value_at
from workbench.settings.resolving import ENVIRONMENT as ENVIRONMENT
from workbench.settings.resolving import OPTION as OPTION
from workbench.settings.resolving import PROBLEMS_MAX as PROBLEMS_MAX
from workbench.settings.resolving import Problems as Problems
from workbench.settings.resolving import Resolved as Resolved
from workbench.settings.resolving import from_environment as from_environment
from workbench.settings.resolving import resolve as resolve
from workbench.settings.resolving import unknown_variables as unknown_variables
from workbench.settings.table import ENVIRONMENT_PREFIX as ENVIRONMENT_PREFIX
from workbench.settings.table import SETTINGS as SETTINGS
from workbench.settings.table import Setting as Setting
