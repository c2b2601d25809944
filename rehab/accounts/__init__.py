"""Who are they? Users, sign-in, second factor."""
