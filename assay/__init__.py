"""The `assay` command, one thin file a subcommand."""
