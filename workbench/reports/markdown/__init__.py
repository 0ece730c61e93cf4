"""A document as Markdown for a pull request: compact, its details folded.

Every text passes `escaping`, once: nothing of a plugin ends a cell, a fold or a code block, and none of it becomes
markup, a link or a mention.
"""
