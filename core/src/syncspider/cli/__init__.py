"""People at a terminal: one module per command, and what all commands share.

A command parses, asks the application, and prints; it decides nothing. Everything that comes from outside is printed
through :func:`syncspider.cli.text.safe_text`. A command's module is loaded when the command is run: ``--version`` and
``--help`` load none of them, so neither :mod:`~syncspider.cli.root` nor what it imports may load a plugin, an HTTP
client or a database.
"""
