"""Whether the process that owns a run is still there, so that a killed run does not block the next one."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path
from typing import Final

_SEPARATOR: Final = "/"


def make_owner() -> str:
    """A text that names this process: machine, start of the machine, process, start of the process, and a nonce."""
    pid = os.getpid()
    return _SEPARATOR.join((*_machine(), str(pid), _start_of(pid), secrets.token_hex(4)))


def owner_is_dead(owner: str) -> bool:
    """Whether it is certain that the owner's process is gone; False where that cannot be told from here."""
    parts = owner.split(_SEPARATOR)
    if len(parts) != len((*_machine(), "pid", "start", "nonce")) or tuple(parts[:3]) != _machine():
        return False
    pid, start = parts[3], parts[4]
    if not pid.isdecimal():
        return False
    return not _exists(int(pid)) or _start_of(int(pid)) != start


def _machine() -> tuple[str, str, str]:
    """Host, its start and its space of process numbers; only within one of these a process number means anything."""
    return socket.gethostname().replace(_SEPARATOR, "_"), _first_line("/proc/sys/kernel/random/boot_id"), _space()


def _space() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text().split("\n", 1)[0]
    except OSError:
        return ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state_of(pid) != "Z"


def _fields_of(pid: int) -> list[str]:
    """The fields of ``/proc/<pid>/stat`` after the name, which may hold anything (proc(5)); none elsewhere."""
    return _first_line(f"/proc/{pid}/stat").rpartition(")")[2].split()


def _state_of(pid: int) -> str:
    return (_fields_of(pid) or [""])[0]


def _start_of(pid: int) -> str:
    """When a process was started, in ticks since the machine's start; empty where that is not told."""
    fields = _fields_of(pid)
    start_of_process = 19  # field 22 of the whole line
    return fields[start_of_process] if len(fields) > start_of_process else ""
