"""The briefing becomes pages: addresses, views, templates, assets, feeds and data files."""
