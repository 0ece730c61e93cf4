"""The payload documents: one owner of every text that can be sent."""
