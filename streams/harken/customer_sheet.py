"""A customer's document as lines for a person, in their language (`harken.language.sheets`)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from harken.document import AlertState, Churn, CustomerDocument, Habits, Satisfaction, Session, Stage, Value
from harken.fold.erasure import ERASED
from harken.language import ENGLISH, Language
from harken.lifecycle.next_steps import next_step
from harken.sheet_row import row


def describe(
    document: CustomerDocument, next_steps: Mapping[Stage, str], language: Language = ENGLISH
) -> list[str]:
    """All that there is to say; `next_steps` by stage of the life cycle."""
    say = language.say
    if document.not_eligible == ERASED:
        return [say("sheet.erased", customer=document.id, day=_day(document.at_ms, language))]
    profile, activity = document.profile, document.activity
    first, last = (_day(ms, language) for ms in (profile.first_seen_ms, profile.last_seen_ms))
    counts = say(
        "sheet.activity",
        orders=activity.orders,
        cancels=activity.cancels,
        refunds=activity.refunds,
        clicks=activity.clicks,
        feedback=activity.feedback,
        last=_day(activity.last_order_ms, language),
    )
    lines = [say("sheet.known", customer=document.id, first=first, last=last), row(say("label.activity"), counts)]
    lines += _worth(document.value, language)
    if document.lifecycle is not None:
        stage, why = document.lifecycle.stage, document.lifecycle.why
        since = _day(document.lifecycle.since_ms, language)
        standing = say("sheet.lifecycle", stage=language.name("stage", stage), day=since, why=why)
        lines.append(row(say("label.lifecycle"), standing))
        lines.append(row("", say("sheet.next", step=next_step(stage, next_steps, language))))
    if isinstance(document.segment, str):
        lines.append(row(say("label.segment"), _segment(document.segment, language)))
    if isinstance(document.groups, tuple):
        lines.append(row(say("label.groups"), ", ".join(document.groups)))
    if isinstance(document.propensity_7d, float):
        lines.append(row(say("label.soon"), say("sheet.soon", chance=document.propensity_7d)))
    if document.churn is not None:
        lines += _leaving(document.churn, language)
    if isinstance(document.habits, Habits):
        lines += _habits(document.habits, language)
    if isinstance(document.session, Session):
        lines.append(row(say("label.session"), _session(document.session, language)))
    if document.satisfaction is not None:
        lines.append(row(say("label.satisfaction"), _content(document.satisfaction, language)))
    if document.recommendations:
        lines.append(row(say("label.show_next"), ", ".join(item.item_id for item in document.recommendations)))
    alerts = [_alert(kind, state, language) for kind, state in document.alerts.items() if state.status != "ok"]
    return [*lines, row(say("label.alerts"), ", ".join(alerts))] if alerts else lines


def _alert(kind: str, state: AlertState, language: Language) -> str:
    """Where a kind of alert stands, in a few words."""
    withheld = "" if state.withheld is None else language.say("sheet.withheld", why=state.withheld)
    return f"{kind} {state.status}{withheld}"


def _worth(value: Value, language: Language) -> list[str]:
    """What they brought, and what is to come of them."""
    say = language.say
    net, returned = value.net_minor / 100, value.returned_minor / 100
    lines = [row(say("label.value"), say("sheet.value", net=net, currency=value.currency, returned=returned))]
    if value.remaining_minor is not None:
        spend, remaining = (value.expected_spend_minor or 0) / 100, value.remaining_minor / 100
        to_come = say("sheet.to_come", days=value.expected_orders or 0, spend=spend, remaining=remaining)
        tier = "" if value.tier is None else say("sheet.tier", tier=value.tier)
        lines.append(row(say("label.to_come"), to_come + tier))
    return lines


def _segment(name: str, language: Language) -> str:
    """What people call it, and by what it is asked for."""
    said = language.name("segment", name)
    return name if said == name else f"{said} ({name})"


def _leaving(churn: Churn, language: Language) -> list[str]:
    """How likely they leave, why, and what moved it since the last alert."""
    say, days, band = language.say, churn.horizon_s / 86_400, language.name("band", churn.band)
    lines = [row(say("label.leaving"), say("sheet.leaving", chance=churn.probability, band=band, days=days))]
    lines += [row("", f"{reason.logit:+.2f}  {reason.text}") for reason in churn.reasons]
    if isinstance(churn.moved, dict) and churn.moved:
        told = ", ".join(f"{name} {moved:+.2f}" for name, moved in churn.moved.items())
        lines.append(row("", say("sheet.since", moved=sum(churn.moved.values()), told=told)))
    return lines


def _session(session: Session, language: Language) -> str:
    """Where they came in, and how far they went."""
    said = language.say("sheet.session", entry=session.entry, depth=session.depth)
    said += language.say("sheet.cart", count=session.cart) if session.cart else ""
    return f"{said}; {_day(session.since_ms, language)}"


def _habits(habits: Habits, language: Language) -> list[str]:
    """What is usual, in one line; none where nothing is."""
    say = language.say
    when = [] if habits.day is None else [say("sheet.on", day=language.name("weekday", habits.day))]
    if habits.hour is not None:
        when.append(say("sheet.hour", hour=habits.hour))
    parts = [say("sheet.orders", when=" ".join(when))] if when else []
    if habits.gap_spread_s is not None:
        parts.append(say("sheet.gaps", days=habits.gap_spread_s / 86_400))
    if habits.categories:
        parts.append(say("sheet.likes", names=", ".join(habits.categories)))
    if habits.channels:
        parts.append(say("sheet.comes_by", names=", ".join(habits.channels)))
    return [row(say("label.habits"), "; ".join(parts))] if parts else []


def _content(satisfaction: Satisfaction, language: Language) -> str:
    """How content, how sure that is, and where it goes."""
    say = language.say
    said = say("sheet.satisfaction", score=satisfaction.score)
    if satisfaction.error is not None:
        said += say("sheet.error", error=satisfaction.error)
    if satisfaction.trend is not None:
        said += say("sheet.trend", trend=satisfaction.trend)
    return said if satisfaction.about is None else said + say("sheet.about", theme=satisfaction.about)


def _day(ms: int | None, language: Language) -> str:
    return language.say("sheet.never") if ms is None else datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()
