"""Where in the author's source a place of a module comes from: DWARF, and the names of functions.

Read after a failure, from bytes that nobody has vouched for: what cannot be read gives no place, never an error. Pure.
`source_map` is the way in; `units` reads trees of entries, `line_table` the rows of lines, `forms` single values,
`names` what functions are called.
"""
