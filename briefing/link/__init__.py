"""Documents become the briefing: names found, links and citations resolved, backlinks."""
