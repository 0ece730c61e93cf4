"""A report as a value: chapters of tables, errors, steps and figures. Each form that people read is written from it.

Nothing here is escaped: a writer makes each text harmless for its own form.
"""
