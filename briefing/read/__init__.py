"""Files become documents: settings, front matter, Markdown, source texts and dates."""
