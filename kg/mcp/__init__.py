"""The verbs and the named questions as tools for assistants (Model Context Protocol).

A tool answers in the words of the command line, with the passages and sources that it rests on, or
in JSON, in bounds of time, memory and length. What goes wrong comes back as the error that a user
would see.
"""
