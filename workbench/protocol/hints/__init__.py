"""Hints by cause: what to change, recognised from the module and from the words of the parser and the engine.

A hint of an error class is true of each error of that class; a hint of this folder is true of this one module. `table`
holds one row for each cause; the other modules recognise causes, each in one kind of evidence. Judges nothing.
"""
