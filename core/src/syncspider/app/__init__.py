"""The one place that builds everything and hands it down, and what is done with several rooms at once.

The faces above ask here and print; the rooms below do not know each other. Nothing in here prints, asks a person, or
knows a shop.
"""

from syncspider.app.account import Account, Diagnosis
from syncspider.app.application import Application
from syncspider.app.connecting import Connecting
from syncspider.app.tasking import Tasking

__all__ = ["Account", "Application", "Connecting", "Diagnosis", "Tasking"]
