"""The texts of saved payloads: variables in them, what may be called by which name, what is expected of an answer.

Pure. Beside the protocol, which knows none of this: what is sent holds no variable any more.
"""
