"""What an event does: it is refused, known already, or changes its customer and what is expected of them."""

from collections.abc import Sequence

from harken.applied import AppliedRules
from harken.batch import Record, Reject
from harken.customer import Customer, Overriding
from harken.dead_letter import Reason
from harken.events import CLICKS, INBOUND, MAX_AMOUNT, Click, Command, Event, Feedback, Purchase, Receipt, seconds
from harken.example import TextExample
from harken.fold.active import flagging
from harken.fold.carts import PUTTING, put_in, watched
from harken.fold.clicks import IMPRESSION, click
from harken.fold.commands import about, applied_rules, fault
from harken.fold.config import DAY_S
from harken.fold.erasure import ERASED
from harken.fold.goodbyes import leads_away, visit_goodbye
from harken.fold.happening import Happening
from harken.fold.lists import joining
from harken.fold.money import amount_of, rate_of, to_minor
from harken.fold.notes import Notes
from harken.fold.population import not_eligible
from harken.fold.profile import notice
from harken.fold.purchases import ORDERS, order, undo
from harken.fold.receipts import receive
from harken.fold.satisfaction import OffScale, on_scale
from harken.fold.schedule import EXPIRE, OVERRIDE, SNOOZED, UNRATED
from harken.fold.sessions import following
from harken.fold.tastes import CHOSEN, choice_of
from harken.fold.unrated import KEPT_S, keep, labelled
from harken.fold.words import feedback, listen
from harken.fold.zones import Apply, noticing
from harken.rules.rule import Rule

#: A click after so long without a sign of the customer is a moment of decision; other clicks wait for the next look.
BACK_AFTER_MS = round(DAY_S * 1000)


class Applying:
    """Applies the events of one batch.

    Parameters
    ----------
    rules : the alert rules; asked here only whether a single event raises one.
    """

    def __init__(self, notes: Notes, rules: Sequence[Rule]) -> None:
        self._notes = notes
        self._listening = {kind: [rule for rule in rules if kind in rule.hears] for kind in (Click, Purchase, Feedback)}
        self._carts = watched(rules)
        self._cause_stems = {topic: f"{notes.lane}|{topic}|" for topic in INBOUND}
        self._click_stem = self._cause_stems[CLICKS]

    def by_type(self) -> dict[type[Event], Apply]:
        """What applies an event of a type, at its event time (epoch seconds), out of its record.

        Kept here it would hold who holds it, and every batch would wait for the garbage collector.
        """
        applied: dict[type[Event], Apply] = {
            Click: self._click,
            Purchase: self._purchase,
            Feedback: self._feedback,
            Receipt: self._receipt,
            Command: self._command,
        }
        config = self._notes.config
        if config.active_clicks:
            applied[Click] = flagging(applied[Click], self._notes, config.active_clicks)
        if config.sessions:
            applied.update({kind: following(applied[kind], self._notes) for kind in (Click, Purchase)})
        if config.served_lists:
            applied.update({kind: joining(applied[kind], self._notes) for kind in (Click, Purchase)})
        quiet = config.quiet
        if quiet is not None:
            applied.update({kind: noticing(applied[kind], self._notes, quiet.zone) for kind in self._listening})
        return applied

    def _click(self, event: Click, ts: float, record: Record) -> None:
        notes, ts_ms = self._notes, round(ts * 1000)
        customer = notes.admit(event.customer_id, event.id, ts, ts_ms)
        if customer is None:
            return
        profile = customer.profile
        back = ts_ms - profile.last_seen_ms >= BACK_AFTER_MS
        notice(profile, ts_ms, event.channel)
        known_s = ts if ts > notes.clock_s else notes.clock_s  # noqa: FURB136 - `max` costs .1 us, once an event
        choice = None
        if not record.offset % CHOSEN and event.item_id is not None:
            choice = choice_of(customer.state, [event.item_id], known_s)
        visit = click(customer, event, ts, f"{self._click_stem}{record.offset}|0", known_s, choice)
        if visit is not None:
            notes.visits.append(visit)
            notes.changed_taste[customer.id] = known_s
        if self._carts is not None and event.kind == PUTTING:
            put_in(notes, self._carts, customer, ts)
        if customer.not_eligible is None:
            seen_s = profile.last_seen_ms / 1000
            now_s = known_s if known_s > seen_s else seen_s  # noqa: FURB136 - as above
            notes.expect(customer, now_s)
            if back:
                notes.moment(customer, now_s)
        if event.url is not None and event.kind != IMPRESSION:
            self._page(customer, event, event.url, ts)

    def _purchase(self, event: Purchase, ts: float, record: Record) -> None:
        notes, config = self._notes, self._notes.config
        rate = rate_of(event.currency, config.currency, config.rates)
        if rate is None:
            self._refuse(event, record, Reason.UNKNOWN_CURRENCY, "currency: no rate is configured for it")
            return
        amount = amount_of(event)
        if amount > MAX_AMOUNT:
            self._refuse(event, record, Reason.OUT_OF_RANGE, f"items: they come to more than {MAX_AMOUNT:g}")
            return
        ts_ms = round(ts * 1000)
        customer = notes.admit(event.customer_id, event.id, ts, ts_ms)
        if customer is None:
            return
        notice(customer.profile, ts_ms, event.channel)
        minor, before_ms = to_minor(amount, rate), customer.activity.last_order_ms
        if event.kind in ORDERS:
            known_s, choice = max(ts, notes.clock_s), None
            if not record.offset % CHOSEN:
                choice = choice_of(customer.state, [line.item_id for line in event.items], known_s)
            notes.visits += order(customer, event, ts, minor, self._cause(record), known_s, choice)
            notes.changed_taste[customer.id] = known_s
        else:
            undo(customer, event, minor)
        notes.news.add(customer.id)
        since_s = 0.0 if before_ms is None else max(ts - before_ms / 1000, 0.0)
        self._decide(customer, ts, Happening(event, ts, customer, since_s, config.horizon_s))

    def _feedback(self, event: Feedback, ts: float, record: Record) -> None:
        score = on_scale(event)
        if isinstance(score, OffScale):
            self._refuse(event, record, Reason.OUT_OF_RANGE, score.detail)
            return
        ts_ms = round(ts * 1000)
        notes = self._notes
        customer = notes.admit(event.customer_id, event.id, ts, ts_ms)
        if customer is None:
            return
        notice(customer.profile, ts_ms, event.channel)
        heard = listen(event, score, notes.text_model, f"{self._cause(record)}|0", max(ts, notes.clock_s))
        if heard.text is not None:
            notes.texts.append(heard.text)
        self._await_score(customer, event, ts, score, heard.text, self._cause(record))
        feedback(customer, event, ts, heard)
        self._decide(customer, ts, Happening(event, ts, customer))
        self._settle_later(customer, ts)

    def _await_score(
        self, customer: Customer, event: Feedback, ts: float, score: float | None, text: TextExample | None, cause: str
    ) -> None:
        """A score alone is the label of texts that waited for it; a text without one waits."""
        notes, state = self._notes, customer.state
        if text is None and state.unrated is not None:
            notes.texts += labelled(state, event, ts, score, cause, max(ts, notes.clock_s))
        if keep(state, event, ts, text):
            due_s = ts + KEPT_S
            notes.wake_at(customer, UNRATED, min(due_s, state.due.get(UNRATED, due_s)))

    def _receipt(self, event: Receipt, ts: float, record: Record) -> None:
        if event.customer_id not in self._notes.customers:
            self._refuse(event, record, Reason.OUT_OF_RANGE, "customer_id: nobody of that id is known")
            return
        customer = self._notes.admit(event.customer_id, event.id, ts, round(ts * 1000))
        if customer is not None:
            receive(customer, event, ts, self._notes.kinds)
            self._notes.counts["receipts_kept"] += 1

    def _command(self, event: Command, ts: float, record: Record) -> None:
        notes, customer_id = self._notes, event.customer_id
        if event.kind == "rules":
            self._rules(event, record)
            return
        if event.kind == "tick" or customer_id is None:
            notes.counts["ticks"] += 1
            return
        if event.kind == "erase":
            notes.erase(customer_id, ts)
            return
        wrong = fault(event, notes.kinds)
        if customer_id not in notes.customers:
            wrong = Reason.OUT_OF_RANGE, "customer_id: nobody of that id is known"
        if wrong is not None:
            self._refuse(event, record, *wrong)
            return
        customer = notes.admit(customer_id, event.id, ts, round(ts * 1000))
        if customer is None:
            return
        if event.kind == "override" and event.until is not None:
            customer.state.override = Overriding(event.score or 0.0, seconds(event.until), event.note or "")
            notes.wake_at(customer, OVERRIDE, seconds(event.until))
        elif event.kind == "snooze" and event.until is not None and (meant := about(event)) is not None:
            notes.wake_at(customer, SNOOZED + meant.kind, seconds(event.until))
        #  Where alerts stand is known in phase three only: there the order is carried out.
        notes.moment(customer, max(ts, notes.clock_s, customer.profile.last_seen_ms / 1000), command=event)
        notes.news.add(customer.id)
        notes.counts["commands_obeyed"] += 1

    def _rules(self, event: Command, record: Record) -> None:
        """Other rules from here on: the batch ends, and the next one begins with them."""
        applied, notes = applied_rules(event), self._notes
        if not isinstance(applied, AppliedRules):
            self._refuse(event, record, *applied)
        elif notes.rules is not None and applied.at_ms < notes.rules.at_ms:
            notes.counts["rules_outdated"] += 1
        else:
            notes.rules = applied
            notes.counts["rules_applied"] += 1
            notes.stop()

    def _page(self, customer: Customer, event: Click, url: str, ts: float) -> None:
        """A click says something by its page only: rules that listen to clicks are asked of pages of goodbye."""
        if not leads_away(url):
            return
        happening = Happening(event, ts, customer, goodbyes=visit_goodbye(customer.state, ts))
        struck = self._struck(happening)
        if struck:
            notes = self._notes
            notes.moment(customer, max(ts, notes.clock_s, customer.profile.last_seen_ms / 1000), happening, struck)
            self._settle_later(customer, ts)

    def _settle_later(self, customer: Customer, ts: float) -> None:
        """Alerts of who is not in the population, and may just have been raised, are judged when their horizon is over.
        """
        if customer.not_eligible is not None:
            notes = self._notes
            notes.settle_later(customer, max(ts, notes.clock_s, customer.profile.last_seen_ms / 1000))

    def _struck(self, happening: Happening) -> tuple[str, ...]:
        """Point kinds that this raises, or raises again; each with the wake-up that ends it."""
        struck, customer, notes = [], happening.customer, self._notes
        for rule in self._listening[type(happening.event)]:  # type: ignore[index] # others are not asked about
            if not rule.strikes(happening):
                continue
            until_s = happening.ts_s + (rule.expires_s or 0.0)
            if until_s > notes.clock_s:
                struck.append(rule.kind)
                wakeup = EXPIRE + rule.kind
                notes.wake_at(customer, wakeup, max(until_s, customer.state.due.get(wakeup, until_s)))
        return tuple(struck)

    def _decide(self, customer: Customer, ts: float, happening: Happening) -> None:
        """After what may change the population: who is in it is expected again, and a moment of decision comes."""
        notes, before, after = self._notes, customer.not_eligible, not_eligible(customer)
        if before != after:
            customer.not_eligible = after
            notes.news.add(customer.id)
        now_s = max(ts, notes.clock_s, customer.profile.last_seen_ms / 1000)
        if after is None:
            notes.expect(customer, now_s)
        notes.moment(customer, now_s, happening, self._struck(happening))

    def _refuse(self, event: Event, record: Record, reason: Reason, detail: str) -> None:
        notes = self._notes
        customer = notes.customers.get(event.customer_id or "")
        if customer is not None and customer.not_eligible == ERASED:
            notes.counts["of_erased"] += 1  # a dead letter would keep what they sent
            return
        notes.rejects.append(Reject(record, reason, detail))

    def _cause(self, record: Record) -> str:
        return f"{self._cause_stems[record.topic]}{record.offset}"
