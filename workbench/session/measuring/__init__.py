"""What calls cost: in time, by benches; in fuel, by search."""
