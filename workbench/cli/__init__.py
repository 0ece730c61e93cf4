"""The command line: from what was typed to values, use cases and reports. The only user of argparse."""
