"""The program: `python -m workbench`, and the console script."""

import _signal  # type: ignore[import-not-found]  # without the enumerations of `signal`, which take their time
import gc
import sys


def run() -> int:
    """Run the command line, and return the exit code."""
    # Before a command takes the signals over, and once it has ended, there is nothing to give back, and nobody is to
    # read where Python stood.
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    # What is loaded stays: to look for garbage in it takes a tenth of a short run. `main` switches it on again.
    gc.disable()
    from workbench.cli.main import main  # noqa: PLC0415 - loads what takes its time

    return main()


if __name__ == "__main__":
    sys.exit(run())
