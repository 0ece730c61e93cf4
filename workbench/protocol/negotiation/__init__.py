"""A negotiation taken apart: its nine steps as values, and other offers to try (PROTOCOL.md section 4).

Owns no rule of its own: whether a step passes is what `offer.check_offer` and `handshake.judge_handshake` say.
"""
