"""What a rulebook finds in a package, told as a document and as data."""
