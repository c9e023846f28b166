"""The subcommands of `assay`, one file each: options in, one call of the kit, results out."""
