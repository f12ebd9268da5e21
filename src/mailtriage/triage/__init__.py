"""The rules engine (pure): from a message to a verdict and a disposition."""
