"""Variables: what is known, what is prepared from it, the conditions, and the outcome."""
