"""Numbers and plots across rooms."""
