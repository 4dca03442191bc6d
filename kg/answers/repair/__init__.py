"""What cures a package, told as a document and as data."""
