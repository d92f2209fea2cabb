"""Whom we talk to: the contract with plugins, how they are found, and what fits what.

Facts only. No call to a far end, no state and no engine in here; a declaration is cheap to import, so nothing in this
room loads an HTTP client or a database.
"""

from syncspider.plugin.deferred import DeferredSource, DeferredTarget, load_named
from syncspider.plugin.form import Choice, Form, Question
from syncspider.plugin.integration import Api, Integration, Rate, Source, Target, WriteClass, WritePolicy
from syncspider.plugin.markers import API_VERSION, hookimpl
from syncspider.plugin.session import Secrets, Session

__all__ = [
    "API_VERSION",
    "Api",
    "Choice",
    "DeferredSource",
    "DeferredTarget",
    "Form",
    "Integration",
    "Question",
    "Rate",
    "Secrets",
    "Session",
    "Source",
    "Target",
    "WriteClass",
    "WritePolicy",
    "hookimpl",
    "load_named",
]
