"""A regime as data: loaded, read on a day, asked in SPARQL, and told in words."""
