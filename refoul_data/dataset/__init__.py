"""Checked records become published tables, their checks and papers."""
