"""Secrets and live connections. The only room that sees plain secrets.

Nothing in here prints, logs or puts a secret into a message, and no other room opens the vault's file. What it keeps
out: whoever has a copy of the data folder, a backup or the state without the key, and whoever swaps two rows. It does
not keep out another process of the same user, nor a plugin, which runs inside this one.
"""

from syncspider.vault.keyrings import open_keyring
from syncspider.vault.keys import Keys
from syncspider.vault.sessions import Sessions
from syncspider.vault.vault import Vault

__all__ = ["Keys", "Sessions", "Vault", "open_keyring"]
