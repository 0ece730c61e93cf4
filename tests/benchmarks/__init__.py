"""Figures of the workbench, printed as ratios of one run. `python -m tests.benchmarks.NAME`; none is a test."""
