"""From a connection to a live session: the only room that sees plain secrets."""
