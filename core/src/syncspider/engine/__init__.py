"""What a run is: read, convert, match, write, settle. It knows no shop, no SQL and no terminal.

Pages are read ahead by a few threads, calls are made by a few others; everything between, and every decision, happens
in the one thread that runs the task. What is durable is what a commit under the run's lease made so.
"""

from syncspider.engine.options import RunOptions, Watcher
from syncspider.engine.runner import Runner

__all__ = ["RunOptions", "Runner", "Watcher"]
