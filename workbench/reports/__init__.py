"""What was found, as others read it: values in, text and bytes out. Reads and writes nothing, and judges nothing.

One folder or module for each form: `text` for people, `json` for programs, `junit` for test runners; `document` is
what `html` and `markdown` are written from.
"""
