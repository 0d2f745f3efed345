"""Turn a source text and its editors' pages into a linked, checked, searchable site."""

__version__ = "0.1.0"
