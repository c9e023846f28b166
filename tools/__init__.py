"""The build's own programs; nothing of them ships. Only the tables of the docs need packages."""
