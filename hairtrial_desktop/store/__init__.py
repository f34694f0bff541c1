"""Where it is kept: SQLCipher through sqlite-utils, one file per repository."""
