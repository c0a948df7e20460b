"""Every threshold of the product with its unit, default and source, frozen.

One group for each subject; a group lives in the file of its name. The owner's changes are kept in
the ledger as ``{"calls.per_day": 4}`` and laid over the defaults by :meth:`Settings.changed`.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.settings.asking import AskingSettings
from core.settings.asset import AssetSettings
from core.settings.calls import CallSettings
from core.settings.care import CareSettings
from core.settings.cases import CaseSettings
from core.settings.chains import ChainSettings
from core.settings.cohorts import CohortSettings
from core.settings.ideal import IdealSettings
from core.settings.intake import IntakeSettings
from core.settings.ladder import LadderSettings
from core.settings.lamps import LampSettings
from core.settings.lapse import LapseSettings
from core.settings.launch import LaunchSettings
from core.settings.laws import LawSettings
from core.settings.learning import LearningSettings
from core.settings.lifecycle import LifecycleSettings
from core.settings.methods import MethodSettings
from core.settings.money import MoneySettings
from core.settings.people import PeopleSettings
from core.settings.plans import PlanSettings
from core.settings.policies import PolicySettings
from core.settings.privacy import PrivacySettings
from core.settings.products import ProductSettings
from core.settings.relations import RelationSettings
from core.settings.review import ReviewSettings
from core.settings.spending import SpendingSettings
from core.settings.story import StorySettings
from core.settings.trades import TRADES, Trade
from core.settings.trust import TrustSettings
from core.settings.verdict import VerdictSettings
from core.settings.voices import VoiceSettings

#: Settings of earlier versions that a ledger or a workbook may still have changed.
RETIRED = frozenset({"calls.try_again_days", "intake.earliest_year"})


@dataclass(frozen=True)
class Settings:
    """All settings of one business.

    Attributes:
        trade_code: key of :data:`~core.settings.trades.TRADES`.
        language: ``ja``, ``en``, or empty for the browser's.
    """

    trade_code: str = "other"
    language: str = ""
    asking: AskingSettings = field(default_factory=AskingSettings)
    asset: AssetSettings = field(default_factory=AssetSettings)
    calls: CallSettings = field(default_factory=CallSettings)
    care: CareSettings = field(default_factory=CareSettings)
    cases: CaseSettings = field(default_factory=CaseSettings)
    chains: ChainSettings = field(default_factory=ChainSettings)
    cohorts: CohortSettings = field(default_factory=CohortSettings)
    ideal: IdealSettings = field(default_factory=IdealSettings)
    intake: IntakeSettings = field(default_factory=IntakeSettings)
    ladder: LadderSettings = field(default_factory=LadderSettings)
    lamps: LampSettings = field(default_factory=LampSettings)
    lapse: LapseSettings = field(default_factory=LapseSettings)
    learning: LearningSettings = field(default_factory=LearningSettings)
    laws: LawSettings = field(default_factory=LawSettings)
    lifecycle: LifecycleSettings = field(default_factory=LifecycleSettings)
    methods: MethodSettings = field(default_factory=MethodSettings)
    money: MoneySettings = field(default_factory=MoneySettings)
    people: PeopleSettings = field(default_factory=PeopleSettings)
    plans: PlanSettings = field(default_factory=PlanSettings)
    policies: PolicySettings = field(default_factory=PolicySettings)
    launch: LaunchSettings = field(default_factory=LaunchSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    products: ProductSettings = field(default_factory=ProductSettings)
    relations: RelationSettings = field(default_factory=RelationSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    spending: SpendingSettings = field(default_factory=SpendingSettings)
    story: StorySettings = field(default_factory=StorySettings)
    trust: TrustSettings = field(default_factory=TrustSettings)
    verdict: VerdictSettings = field(default_factory=VerdictSettings)
    voices: VoiceSettings = field(default_factory=VoiceSettings)

    @property
    def trade(self) -> Trade:
        """The trade preset in force."""
        return TRADES[self.trade_code]

    @cached_property
    def mark(self) -> str:
        """Changes whenever a threshold or the trade does; texts change no figure."""
        plain = dataclasses.replace(
            self, language="", privacy=PrivacySettings(), story=StorySettings()
        )
        return hashlib.sha256(repr(plain).encode()).hexdigest()

    def changed(self, changes: Mapping[str, Any]) -> Settings:
        """A copy with ``{"group.name": value}`` (or ``{"language": "en"}``) laid over it.

        What a setting of :data:`RETIRED` was changed to is passed over.

        Raises:
            KeyError: a key that names no setting.
        """
        result = self
        for key, value in changes.items():
            if key in RETIRED:
                continue
            group, _dot, name = key.rpartition(".")
            if group:
                inner = getattr(result, group, None)
                result = _replaced(result, group, _replaced(inner, name, value))
            else:
                result = _replaced(result, name, value)
        return result


def _replaced(group: Any, name: str, value: Any) -> Any:  # noqa: ANN401 - any settings group
    if group is None or name not in {f.name for f in dataclasses.fields(group)}:
        raise KeyError(name)
    return dataclasses.replace(group, **{name: value})


__all__ = ["TRADES", "Settings", "Trade"]
