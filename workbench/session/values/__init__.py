"""All that is shown or kept, as frozen values. Imports nothing of the session."""
