"""Tools that know no business word."""
