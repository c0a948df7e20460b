"""One file, one page of the dashboard; ``_ui`` holds what they share."""
