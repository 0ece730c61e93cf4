"""The program: `python -m workbench`, and the console script."""

import gc
import signal
import sys


def run() -> int:
    """Run the command line, and return the exit code."""
    # Before a command takes the signals over, and once it has ended, there is nothing to give back, and nobody is to
    # read where Python stood.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    # What is loaded stays: to look for garbage in it takes a tenth of a short run. `main` switches it on again.
    gc.disable()
    from workbench.cli.main import main  # noqa: PLC0415 - loads what takes its time

    return main()


if __name__ == "__main__":
    sys.exit(run())
