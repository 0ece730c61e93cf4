"""What this machine has of what the workbench needs: facts are looked up in one module, and judged in another."""
