"""What a message says (pure; RFC 5322, 2045, 3834, 3464, 8601)."""
