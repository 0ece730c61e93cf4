"""The command line: the composition root, and the commands without a screen."""
