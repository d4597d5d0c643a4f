"""Write records: the public schema, JSON Lines, CSV, Excel, HTML and the terminal.

Nothing is imported here, so that the command line can start without pydantic, openpyxl or rich.
"""
