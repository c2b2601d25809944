"""The invented prison that a newcomer walks through: the same for the same day and seed."""
