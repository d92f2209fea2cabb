"""What we remember, in one database. The only room that knows SQL; no network in here.

One file per noun: the value and the place that holds it. Every method takes the transaction first; what belongs
together is one transaction of the caller's. Nothing that a buyer wrote is kept: contents are remembered as digests.
"""

from syncspider.state.bulk_writes import BulkWrite, BulkWrites
from syncspider.state.connections import Connection, Connections
from syncspider.state.database import Database, Transaction
from syncspider.state.dead_letters import Burial, DeadLetter, DeadLetters
from syncspider.state.flows import Flow, Flows
from syncspider.state.links import Link, Links
from syncspider.state.owners import make_owner, owner_is_dead
from syncspider.state.runs import Counts, Lease, Run, Runs, RunStatus
from syncspider.state.tasks import Task, Tasks
from syncspider.state.windows import Span, Windows
from syncspider.state.writes import Intent, Write, Writes, WriteState

__all__ = [
    "BulkWrite",
    "BulkWrites",
    "Burial",
    "Connection",
    "Connections",
    "Counts",
    "Database",
    "DeadLetter",
    "DeadLetters",
    "Flow",
    "Flows",
    "Intent",
    "Lease",
    "Link",
    "Links",
    "Run",
    "RunStatus",
    "Runs",
    "Span",
    "Task",
    "Tasks",
    "Transaction",
    "Windows",
    "Write",
    "WriteState",
    "Writes",
    "make_owner",
    "owner_is_dead",
]
