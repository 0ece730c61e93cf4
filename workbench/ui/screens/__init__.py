"""What stands over the main screen while it is looked at: help, letters to jump by, and what all sheets share."""
