"""The build's own programs. They need no package, and nothing of them ships."""
