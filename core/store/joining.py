"""Which customers are one, from pairs that are: groups that never cross the owner's "apart"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """Two customers who are one.

    Attributes:
        one, other: their ids.
        strength: points of the evidence.
        by_owner: the owner said so; the number of the decision, later ones are stronger.
    """

    one: str
    other: str
    strength: float = 0.0
    by_owner: int = 0


@dataclass
class Groups:
    """Groups of things that belong together."""

    _parent: dict[str, str] = field(default_factory=dict)
    _members: dict[str, list[str]] = field(default_factory=dict)

    def of(self, item: str) -> str:
        """The one that stands for the group."""
        root = item
        while root in self._parent:
            root = self._parent[root]
        while item != root:
            above = self._parent[item]
            self._parent[item] = root
            item = above
        return root

    def members(self, item: str) -> list[str]:
        """Everybody in the group of somebody."""
        return self._members.get(self.of(item), [item])

    def join(self, one: str, other: str) -> None:
        """Make one group of two."""
        first, second = self.of(one), self.of(other)
        if first == second:
            return
        large, small = self.members(first), self.members(second)
        if len(large) < len(small):
            first, second, large, small = second, first, small, large
        self._parent[second] = first
        self._members[first] = large + small
        self._members.pop(second, None)

    def all(self) -> list[list[str]]:
        """Every group of two or more."""
        return list(self._members.values())


@dataclass
class Apart:
    """Who is not one, whatever the evidence says.

    Attributes:
        pairs: the owner's decisions, in both directions.
        birthdays: ``1980-04-01`` or ``04-01`` of those who have one.
    """

    pairs: Mapping[str, set[str]]
    birthdays: Mapping[str, str] = field(default_factory=dict)

    def between(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether the owner keeps anybody of the one group apart from one of the other."""
        there = set(others)
        return any(self.pairs.get(item, set()) & there for item in some)

    def contradict(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether the birthdays of two groups contradict each other."""
        here = [day for item in some if (day := self.birthdays.get(item))]
        there = [day for item in others if (day := self.birthdays.get(item))]
        return any(_differ(one, other) for one in here for other in there)


def apart_of(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Pairs as a look-up in both directions."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found


def join(links: Iterable[Link], apart: Apart) -> tuple[Groups, list[Link]]:
    """Join the strongest links first; returns the groups and the links that hold.

    A link that would bring together whom the owner keeps apart, or (without the owner's word)
    people of other birthdays, is not joined: of a chain the weakest link gives way.
    """
    groups, held = Groups(), []
    for link in sorted(links, key=lambda k: (-k.by_owner, -k.strength, k.one, k.other)):
        some, others = groups.members(link.one), groups.members(link.other)
        if groups.of(link.one) != groups.of(link.other):
            if apart.between(some, others):
                continue
            if not link.by_owner and apart.contradict(some, others):
                continue
            groups.join(link.one, link.other)
        held.append(link)
    return groups, held


def _differ(one: str, other: str) -> bool:
    """A birthday without a year agrees with one of the same day."""
    return one != other and not (one.endswith(other) or other.endswith(one))
