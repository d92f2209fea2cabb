"""What a plugin registers: an app with its sources and targets, and the classes that transfer records."""

from __future__ import annotations

import abc
import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

import attrs

from syncspider.model.entity import Entity
from syncspider.model.record import Batch, Change, Found, Outcome, Record, Window
from syncspider.plugin.form import Choice, Form
from syncspider.plugin.session import Session
from syncspider.secret import Secret

E = TypeVar("E", bound=Entity)


class WriteClass(enum.Enum):
    """What may be done when nobody knows whether a write was carried out.

    A change that is relative, such as "two less in stock", has no class: state it absolutely, or declare it MONEY.
    """

    KEYED = "keyed"  #: The target takes an absolute state under a key that we choose: repeat freely.
    CONDITIONAL = "conditional"  #: A creation with a key that exists is refused: repeat, then adopt what exists.
    READBACK = "readback"  #: No key, but a marker by which it is found again: look before each creation.
    MONEY = "money"  #: Neither, or it cannot be undone: at most once; what is unknown is for a person to settle.


@attrs.frozen(kw_only=True)
class WritePolicy:
    """How a target's writes may be repeated.

    Attributes:
        create: The class of creations.
        update: The class of updates of a record whose target key is known.
        key: The field by which the target knows a record, in words for the matrix, such as ``sku``.
        settle: Seconds after which a creation that was carried out is surely found by :meth:`Target.find_existing`.
    """

    create: WriteClass
    update: WriteClass
    key: str
    settle: float = 0.0

    @classmethod
    def keyed(cls, key: str) -> Self:
        """Creations and updates are the same absolute write under a key."""
        return cls(create=WriteClass.KEYED, update=WriteClass.KEYED, key=key)

    @classmethod
    def conditional(cls, key: str) -> Self:
        """A creation is refused where the key exists; updates are absolute."""
        return cls(create=WriteClass.CONDITIONAL, update=WriteClass.KEYED, key=key)

    @classmethod
    def readback(cls, key: str, *, settle: float, update: WriteClass = WriteClass.KEYED) -> Self:
        """A creation is found again by a marker; updates are absolute unless said otherwise."""
        return cls(create=WriteClass.READBACK, update=update, key=key, settle=settle)

    @classmethod
    def money(cls, key: str = "") -> Self:
        """At most once."""
        return cls(create=WriteClass.MONEY, update=WriteClass.MONEY, key=key)


class Source(abc.ABC, Generic[E]):
    """Reads one entity of one account.

    The engine makes one instance per run and calls it from several threads.

    Attributes:
        entity: What it reads.
        supplies: The fields of the entity that it can fill; ``extra`` need not be named.
        incremental: Whether it can be asked for what changed in a window. Where it cannot, every run reads everything
            and the content decides what is sent.
        overlap: How far a window reaches back before the end of the one before it.
        horizon: How far a window's end stays behind the source's present, for changes that are not yet visible.
        form: What a task that reads here may set.
    """

    entity: ClassVar[type[Entity]]
    supplies: ClassVar[frozenset[str]]
    incremental: ClassVar[bool] = True
    overlap: ClassVar[timedelta] = timedelta(minutes=2)
    horizon: ClassVar[timedelta] = timedelta(minutes=2)
    form: ClassVar[Form] = Form()

    def __init__(self, api: Any, options: Mapping[str, str]) -> None:  # noqa: ANN401 - the plugin's own type
        """Read through ``api``, which :meth:`Integration.open_api` made; ``options`` are the form's answers."""
        self.api = api
        self.options = options

    @abc.abstractmethod
    def now(self) -> datetime:
        """The source's own present, aware: the end of a window is measured by it. May make a harmless call."""

    @abc.abstractmethod
    def read(self, window: Window, page: str | None) -> Batch[E]:
        """One page of what was changed in the window, oldest change first where the API can.

        Args:
            window: Both ends included.
            page: None for the first page, else :attr:`Batch.resume` of the page before it.

        Returns:
            The records of the page. ``resume`` None says that it was the last one. A record that cannot be understood
            is a :class:`Broken` among them: it never fails the page.

        Raises:
            SyncSpiderError: What was met; the engine decides what becomes of it.
        """

    def split(self, window: Window) -> Iterable[Window]:
        """Parts of a window that together hold all of it and may be read at the same time.

        Override it where pages can be read ahead of each other, for instance by halving a window until each part fits
        one page, which also makes each part one consistent picture. The window itself unless overridden.
        """
        return (window,)

    @abc.abstractmethod
    def fetch(self, key: str) -> Record[E] | None:
        """One record as it is now, for a dead letter that is tried again; None when it is gone."""


class Target(abc.ABC, Generic[E]):
    """Writes one entity of one account.

    The engine makes one instance per run and calls it from several threads, never for one match key at the same time.

    Attributes:
        entity: What it writes.
        requires: Fields without which a write cannot succeed.
        accepts: Fields that it can use at all, those required included. Only a change of one of these is a change.
        policy: How its writes may be repeated; MONEY unless declared.
        max_batch: How many changes one call of :meth:`write` takes.
        writers: How many calls of :meth:`write` may run at the same time.
        form: What a task that writes here may set, such as defaults that the source lacks.
    """

    entity: ClassVar[type[Entity]]
    requires: ClassVar[frozenset[str]]
    accepts: ClassVar[frozenset[str]]
    policy: ClassVar[WritePolicy] = WritePolicy.money()
    max_batch: ClassVar[int] = 1
    writers: ClassVar[int] = 4
    form: ClassVar[Form] = Form()

    def __init__(self, api: Any, options: Mapping[str, str]) -> None:  # noqa: ANN401 - the plugin's own type
        """Write through ``api``, which :meth:`Integration.open_api` made; ``options`` are the form's answers."""
        self.api = api
        self.options = options

    @abc.abstractmethod
    def key_of(self, value: E) -> str:
        """The match key: by what the target knows this record, such as its SKU. Writes of one key keep their order.

        Raises:
            RecordError: The record lacks it, so that it cannot be written at all.
        """

    def snapshot(self, change: Change[E]) -> Mapping[str, Any] | None:  # noqa: ARG002 - for those who override it
        """What is there already, as JSON, asked before a MONEY write is prepared; reads only."""
        return None

    @abc.abstractmethod
    def write(self, changes: Sequence[Change[E]]) -> Iterable[Outcome]:
        """Bring the target to each of the changes.

        It may read first, and must where a write replaces the whole: what the task does not supply stays as it is. Of
        requests that are not safe to repeat it makes one per change and never a second.

        Args:
            changes: At most ``max_batch``, of different match keys.

        Returns:
            One outcome per change, in any order; yield each as soon as it is known. An error that is raised is the
            outcome of every change not yet answered for.
        """

    @abc.abstractmethod
    def find_existing(self, change: Change[E]) -> Found:
        """Whether the target holds the record already: by its match key, its marker, or against the baseline."""

    def choices(self, question: str) -> tuple[Choice, ...]:
        """The choices of a question that is ``live``, read from the account."""
        raise NotImplementedError(question)


class Api(Protocol):
    """The plugin's own way to call its API; one per connection and run, shared by its sources and targets."""

    def close(self) -> None:
        """Let go of sockets."""
        ...


@attrs.frozen(kw_only=True)
class Rate:
    """What an API allows one account.

    Attributes:
        per_second: Requests in the long run.
        burst: Requests at once after a pause.
    """

    per_second: float
    burst: int = 1


class Integration(abc.ABC):
    """An app: what it can send and receive, and what it asks its user.

    Made without arguments; it holds no state.

    Attributes:
        name: Short and lower case; also the entry point, ``syncspider-<name>`` and ``syncspider_<name>``.
        title: As people write it.
        form: What a connection needs.
        sources: What it can send.
        targets: What it can receive.
        rate: What the API allows one account, or None without a limit; see :meth:`rate_of`.
        consents: Whether its user agrees on a web page, whose answer brings secrets.
        sandbox: ``package.module:Class`` of the stand-in for its API, loaded only when asked for, or None.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    form: ClassVar[Form]
    sources: ClassVar[tuple[type[Source[Any]], ...]] = ()
    targets: ClassVar[tuple[type[Target[Any]], ...]] = ()
    rate: ClassVar[Rate | None] = None
    consents: ClassVar[bool] = False
    sandbox: ClassVar[str | None] = None

    @abc.abstractmethod
    def open_api(self, session: Session) -> Api:
        """What sources and targets call the account through; makes no request yet.

        Raises:
            ConfigurationError: The settings do not fit together.
            AccessError: A secret is missing.
        """

    @abc.abstractmethod
    def check(self, api: Any) -> str:  # noqa: ANN401 - the plugin's own type
        """Make one harmless call, and tell what is connected, such as the shop's name.

        Raises:
            AccessError: Refused, with the reason as its ``refusal``.
            TransientError: Not reached.
        """

    def rate_of(self, settings: Mapping[str, str]) -> Rate | None:  # noqa: ARG002 - for those who override it
        """What the API allows the account with these settings; :attr:`rate` unless the answers tell."""
        return self.rate

    @abc.abstractmethod
    def account_of(self, settings: Mapping[str, str]) -> str:
        """A text that names the account the same in every installation, such as a store number, for markers."""

    def consent_url(self, session: Session, *, state: str) -> str:
        """The web page on which the account's owner agrees; ``state`` must come back unchanged."""
        raise NotImplementedError(self.name)

    def redeem(self, session: Session, *, code: str) -> Mapping[str, Secret]:
        """The secrets that the code from the consent page brings, by the names of the form's questions."""
        raise NotImplementedError(self.name)
