"""Briefing → figures: places, ties and dates as geometry, without a word and without markup."""
