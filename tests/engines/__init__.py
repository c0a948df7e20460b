"""Every kernel on every engine: the same figures to the last yen."""
