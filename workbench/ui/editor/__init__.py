"""The editor of JSON texts: colours, marks, keys, and a document that stays fast at a million characters."""
