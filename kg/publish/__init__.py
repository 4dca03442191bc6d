"""Linked data for others: the graphs as files, tables, a static site, descriptions.

``names`` has the choices, ``selection`` the files of an export, ``site`` those of the site. This
module imports nothing, so that the command line starts fast.
"""
