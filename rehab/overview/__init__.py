"""Pages that look across rooms; owns no table."""
