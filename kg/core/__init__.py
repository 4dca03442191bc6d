"""What every wing stands on: errors, ids, days, files, SPARQL, OWL and the index of a store."""
