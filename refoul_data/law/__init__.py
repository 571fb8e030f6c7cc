"""Pure functions over the law tables."""
