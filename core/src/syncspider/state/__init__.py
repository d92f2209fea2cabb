"""What we remember, in one database. The only room that knows SQL; no network in here."""
