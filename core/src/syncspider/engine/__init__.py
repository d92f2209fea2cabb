"""What a run is: read, convert, match, write, settle. It knows no shop, no SQL and no terminal."""
