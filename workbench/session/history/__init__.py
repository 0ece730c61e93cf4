"""What was dispatched: kept, found again, marked, and freed of secrets before it leaves the machine."""
