"""What covers the whole terminal: the main screen, the help, the letters to jump by."""
