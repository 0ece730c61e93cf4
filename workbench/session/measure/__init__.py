"""What calls cost, in time and in fuel, and which host functions they use."""
