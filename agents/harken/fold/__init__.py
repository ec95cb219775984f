"""The parts of the fold: what each kind of event does to a customer, time, moments and decisions.

`harken.activity` puts them together; `walk` is phase one, `judge` phases two and three.
"""
