"""May they? Roles, rows and doors."""
