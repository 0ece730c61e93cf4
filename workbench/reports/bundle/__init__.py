"""A bug bundle: what goes into it, without its secrets, and what one from elsewhere may say of itself.

The file that holds it is a matter of `workbench.store.bundle_files`.
"""
