"""The child process: libextism, instances, host functions, budgets. Must not know who asks."""
