"""Reports for people, one module for each command: each writes what it is given on a `Page`."""
