"""The map: every topic, every agent, every arrow. Read it second, after the README.

::

    clicks, purchases, feedback,       ┌───────────────────────────────┐   alerts, customers,
    receipts, commands  ── lane p ───> │ activity: events -> customers │ ─> predictions, dead-letters
                                       └───────┬───────────────▲───────┘
         ledger p: documents, wake-ups,        │ examples      │ snapshots, neighbours, popular items,
         offsets, outbox                       ▼               │ items (the store)
                                       ┌───────────────────────┴───────┐
                       items ────────> │ learner: examples -> models   │ ─> models, dead-letters
                                       └───────────────────────────────┘
         ledger of the learner: models, offsets

Each role is a consumer group of its own. Partition p of all its topics is lane p: one task, one writer.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from harken.activity import Activity, ActivityConfig, ruled
from harken.alerting.holdout import Holdout
from harken.events import INBOUND
from harken.example import CHURN, EXAMPLES, TEXT
from harken.features import FEATURE_NAMES
from harken.fold.config import DAY_S
from harken.item import ITEMS
from harken.kafka_access import for_librdkafka
from harken.lane.activity_work import ActivityWork
from harken.lane.carpool import Carpool
from harken.lane.identity import Identities
from harken.lane.lane import Lane
from harken.lane.lanes import Lanes
from harken.lane.progress import Progress
from harken.lane.shelf_reader import ShelfReader
from harken.lane.speech import Speech
from harken.lane.step import Steps
from harken.lane.topic_watch import TopicWatch
from harken.lane.turnstile import Turnstile
from harken.lane.work import Work
from harken.language import LANGUAGES
from harken.ledger import Ledger, open_ledger
from harken.lexicon import lexicon
from harken.meters.lane_meter import LaneMeter
from harken.meters.metrics import Metrics
from harken.recommend.explore import Exploration
from harken.recommend.shards import models_of
from harken.rules.families import families
from harken.ruling.read import ruling_of
from harken.seal import Seal
from harken.sender import Sender, partition_of
from harken.settings import Settings, SettingsError, listed, variable
from harken.text.sentiment import untaught
from harken.topics import TOPICS, TopicCheck, topic_name
from harken.transport.app import BatchApp, batches, create_app
from harken.transport.ports import Source
from harken.value.config import ValueConfig

if TYPE_CHECKING:
    from harken.learning.config import LearnerConfig


#: A lane whose partition is revoked has so long to commit and say what it has in hand.
STOP_WITHIN_S = 4.0

MakeWork = Callable[[int, int, Progress], Work]


class Road(NamedTuple):
    """One role, ready to run: its Faust app, its lanes, and what must be closed after it; the watch runs beside it."""

    app: BatchApp
    lanes: Lanes
    ledgers: tuple[Ledger, ...]
    sender: Sender
    metrics: Metrics
    watch: TopicWatch


def build(settings: Settings) -> Road:
    """Which topics feed the role's agent, what its lanes do, and where their word goes."""
    activity, learner = open_ledger(settings, "activity"), open_ledger(settings, "learner")
    names = {topic.name: topic_name(settings, topic.name) for topic in TOPICS}
    sender = Sender(for_librdkafka(settings), idempotence=settings.producer_idempotence)
    speech = Speech(names, FEATURE_NAMES, models_of(settings.item_shards))
    metrics = Metrics(settings.role)
    meter = LaneMeter(metrics)
    topics: tuple[str, ...]
    match settings.role:
        case "activity":
            #  clicks, purchases, feedback,
            #  receipts, commands  ──> lane p ──> ledger p, customers, alerts, predictions, examples, dead-letters
            topics, ledger = INBOUND, activity
            make = _activity(settings, activity, learner, speech, metrics)
        case "learner":
            #  examples ──> models ──> ledger of the learner, snapshots in the store ──> every lane's scorer
            #                  └─────> their cards in the store, and on the topic of models
            #  items    ──────────────────────────────────> records in the store ──> every lane's ranking
            topics, ledger = (ITEMS, EXAMPLES), learner
            settings = _roomy(settings)
            make = _learner(settings, activity, learner, speech)

    identities = Identities(TopicCheck(settings))

    def lane(partition: int, source: Source, lanes: int) -> Lane:
        progress = Progress(meter.stage)
        work = make(partition, lanes, progress)
        say, refuse = speech.publish, speech.refuse
        return Lane(partition, work, ledger, sender, names, source, settings, say, refuse, meter, progress, identities)

    full_names = [names[topic] for topic in topics]
    lanes = Lanes(
        frozenset(full_names),
        lane,
        metrics.rebalances.inc,
        stop_within_s=min(STOP_WITHIN_S, settings.rebalance_timeout_s / 3),
    )
    app = create_app(settings, lanes, settings.role)
    app.agent(batches(app, *full_names), name=settings.role)(lanes.take)
    watch = TopicWatch(identities, lanes.compare, settings.topics_check_s)
    return Road(app, lanes, (activity, learner), sender, metrics, watch)


def _activity(settings: Settings, activity: Ledger, learner: Ledger, speech: Speech, metrics: Metrics) -> MakeWork:
    mind = activity_mind(settings)
    seal = Seal(settings.snapshot_key)
    language = LANGUAGES[settings.language]
    shelf = ShelfReader(
        activity, settings.key_prefix, text=lambda: untaught(lexicon()), seal=seal, language=language
    )
    metrics.snapshot_age.labels(CHURN).set_function(shelf.age_s)
    carrying = sorted(_carrying(settings))

    steps = Steps(settings.step_s, learner, carrying)
    carpool = Carpool(mind.fold_together, Turnstile())

    def make(partition: int, lanes: int, progress: Progress) -> Work:
        cached = max(1, settings.cached_customers // lanes)
        opened = max(1, settings.open_customers // lanes)
        return ActivityWork(
            partition, mind, activity, shelf, steps, speech, carpool, settings, cached, opened, progress
        )

    return make


def _learner(settings: Settings, activity: Ledger, learner: Ledger, speech: Speech) -> MakeWork:
    from harken.lane.learner_work import LearnerWork  # noqa: PLC0415  # River: customers need not wait for it
    from harken.learner import Learner  # noqa: PLC0415  # as above

    carrying = _carrying(settings)
    config = learner_config(settings)

    def make(partition: int, lanes: int, progress: Progress) -> Work:
        del lanes  # it caches no customers
        return LearnerWork(
            lambda: Learner(partition, settings.key_prefix, config),
            learner,
            activity,
            speech,
            settings,
            carries=partition in carrying,
            progress=progress,
        )

    return make


def _carrying(settings: Settings) -> set[int]:
    """Where examples go: under their model's name, so those of each model are in one partition, with one learner."""
    keys = (CHURN, *models_of(settings.item_shards), TEXT)
    return {partition_of(key.encode(), settings.partitions) for key in keys}


def _roomy(settings: Settings) -> Settings:
    """In step a learner keeps all examples of a step until it learns them, sorted."""
    if not settings.step_s:
        return settings
    room = {"buffer_records": 1_000_000, "batch_events": 1_000_000, "buffer_bytes": 1 << 30, "batch_bytes": 1 << 30}
    return settings.model_copy(update=room)


def activity_mind(settings: Settings) -> Activity:
    """The fold with the rules that the settings name. Raises RulesError, SettingsError (a holdout of no family)."""
    ruling = ruling_of(settings.rules)
    known = sorted(set(families(ruling.rules).values()))
    for family in settings.holdout:
        if family not in known:
            raise SettingsError(f"{variable('holdout')} names {family!r}; families are {', '.join(known)}")
    return Activity(ruled(activity_config(settings), ruling), rules=ruling.rules)


def learner_config(settings: Settings) -> "LearnerConfig":
    """The learner's numbers out of the settings. Raises SettingsError where a challenger is no model."""
    from harken.learning.config import LearnerConfig  # noqa: PLC0415  # as above
    from harken.models.learners import BY_NAME  # noqa: PLC0415  # as above
    from harken.recommend.item_bounds import ItemBounds  # noqa: PLC0415  # as above

    names = listed(settings.challengers)
    for name in names:
        if name not in BY_NAME:
            models = ", ".join(BY_NAME)
            raise SettingsError(f"{variable('challengers')} names {name!r}, which is no model; there are {models}")
    return LearnerConfig(
        names,
        settings.promote_after,
        lexicon,
        settings.segments,
        settings.override_weight,
        settings.item_shards,
        ItemBounds(settings.item_least_takings, settings.item_idle_d),
    )


def activity_config(settings: Settings) -> ActivityConfig:
    """The fold's numbers out of the settings."""
    return ActivityConfig(
        horizon_s=settings.churn_horizon_d * DAY_S,
        active_clicks=frozenset(listed(settings.active_clicks)),
        sessions=settings.sessions,
        lateness_s=settings.lateness_s,
        currency=settings.currency,
        rates=settings.rates,
        instance=settings.instance,
        silent_topic_s=settings.silent_topic_h * 3600,
        holdout=Holdout(settings.holdout, settings.holdout_salt),
        served_lists=settings.served_lists or settings.explore > 0,
        exploration=Exploration(settings.explore, settings.explore_salt),
        language=LANGUAGES[settings.language],
        batch_wakeups=settings.batch_wakeups,
        lanes=settings.partitions,
        value=ValueConfig(
            months=settings.value_months,
            margin=settings.margin,
            discount=settings.discount,
            acquisition_minor=round(settings.acquisition_cost * 100),
        ),
    )
