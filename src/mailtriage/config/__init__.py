"""Configuration files to values; every mistake is a value too."""
