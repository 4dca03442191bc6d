"""The questions that users ask, and the table of verbs that answers them."""
