"""Small inputs that real use brought, and what must be true of each."""
