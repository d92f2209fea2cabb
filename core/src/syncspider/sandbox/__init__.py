"""Sandboxes: stateful stand-ins for real APIs, served over HTTP on loopback by the plugins that know them.

For plugin authors, tests and the demo. Nothing here talks to anything but 127.0.0.1, and no engine code may import it.
"""

from syncspider.sandbox.contract import Credentials, MerchantDay, Sandbox
from syncspider.sandbox.messages import Request, Response
from syncspider.sandbox.serving import SandboxServer

__all__ = ["Credentials", "MerchantDay", "Request", "Response", "Sandbox", "SandboxServer"]
