"""A document as one HTML page that needs nothing else: no script, no network, no file beside it.

Every text passes `escaped`, once, on its way into the page; nothing of a plugin becomes a name of a tag or attribute.
"""
