"""What follows for a package: what it touches, its classes, what it achieves."""
