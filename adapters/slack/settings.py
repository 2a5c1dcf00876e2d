"""What can be set about the adapter, and the few sentences it says by itself. Spans in seconds unless they say not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.slack import limits
from adapters.slack.client import OFFICIAL
from adapters.slack.pace import PaceSettings, TierSettings
from bot.domain.ids import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentences:
    """What Slack needs words for that no reply has, in one language.

    * `title`, `close`: of a page that has none of its own, at most 24 characters each.
    * `help_button`: on every page of questions.
    * `answered_in_private`: in the channel in which somebody called the bot; nobody else sees it.
    * `not_here`: to somebody of another workspace.
    * `one_moment`: when a commit takes longer than Slack waits.
    """

    title: str
    close: str
    help_button: str
    answered_in_private: str
    not_here: str
    one_moment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """The sentences in each language, and in which one to speak to somebody whose language is not among them."""

    by_language: Mapping[Language, Sentences]
    default: Language

    def of(self, language: Language | None) -> Sentences:
        return self.by_language.get(language or self.default, self.by_language[self.default])


@dataclass(frozen=True, kw_only=True, slots=True)
class SlackSettings:
    """Only tests need other values than these, `pace` aside.

    * `sockets`: connections that are kept up, at least two, so that one is there while another is renewed.
    * `ping_s`: between two pings of a connection; one that says nothing for four of them is taken for dead.
    * `ack_s`: how long a commit may take before Slack is answered without it; Slack waits 3.
    * `profile_s`: how long to wait for somebody's language and zone.
    * `picture_s`: between two looks at whether Slack has taken up a picture.
    * `backoff_first_s` to `backoff_most_s`: while Slack cannot be reached, or sends connections away.
    * `give_up_s`: how long a reply waits for a hold or the network; then the conversation offers it again.
    * `stop_s`: for what is in the air when the adapter stops.
    """

    api_url: str = OFFICIAL
    pace: PaceSettings = field(default_factory=PaceSettings)
    tiers: TierSettings = field(default_factory=TierSettings)
    sockets: int = 2
    ping_s: float = 10.0
    ack_s: float = 2.5
    profile_s: float = 1.0
    picture_s: float = 1.0
    backoff_first_s: float = 0.5
    backoff_most_s: float = 10.0
    give_up_s: float = 120.0
    stop_s: float = 8.0

    def __post_init__(self) -> None:
        if not 1 <= self.sockets <= limits.CONNECTIONS:
            raise ValueError(f"sockets is {self.sockets}; Slack takes 1 to {limits.CONNECTIONS}")
