"""Linked data for others: the graphs as files, measures as a table, a static site, descriptions."""
