"""The shape of each configuration file: which keys, which kinds of value; pydantic stays in here."""
