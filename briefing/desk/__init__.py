"""The editor's desk: what a new page, and a new briefing, begin with."""
