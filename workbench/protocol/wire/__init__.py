"""The wire types: one declarative table, and what follows from it.

`types` is the algebra, `layers`, `parts` and `messages` the table. From it come `decode` and `encode` (as the
reference reads and writes), `problems` (all errors at once), `samples`, `schema` and `mutation`.
"""
