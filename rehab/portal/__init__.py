"""The partners' door."""
