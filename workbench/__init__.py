"""The terminal workbench and Python host for cc-lb plugins. Importing this package costs nothing."""

__version__ = "0.1.0"
