"""Pages to site: index them for search, stage the files, swap them into place."""
