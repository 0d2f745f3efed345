"""The briefing is held against rules that no single page can break alone."""
