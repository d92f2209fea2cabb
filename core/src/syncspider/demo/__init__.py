"""Every task that the installed sandboxes allow, run and checked by their own books. Names no plugin."""

from syncspider.demo.casting import Part, Player
from syncspider.demo.play import Demo
from syncspider.demo.report import Report, Round, Showing

__all__ = ["Demo", "Part", "Player", "Report", "Round", "Showing"]
