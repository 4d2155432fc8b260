"""The files below are read by smtplint, never run: pytest must not take those with test names for tests."""
collect_ignore_glob = ["*"]
