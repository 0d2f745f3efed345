"""The editors' preview: watch the files, make the site in memory, show it as it changes."""
