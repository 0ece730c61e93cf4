"""The text that is sent: what is wrong with it, its broken variants, and the draft that is kept of it. No widgets."""
