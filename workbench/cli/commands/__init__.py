"""One module for each command, each with `run(arguments) -> int`, and `screen` for the workbench itself."""
