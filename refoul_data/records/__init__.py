"""Raw files become checked records, or problems with file and line."""
