"""People at a terminal: one module per command, each of which asks the application and prints. No decisions in here."""
