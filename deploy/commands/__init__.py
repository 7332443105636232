"""The commands of `quancheng`, one file a group."""
