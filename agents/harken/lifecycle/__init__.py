"""Where a customer stands between their first word and the last: a pure state machine, and what to do at each stage.

`situation` is what it looks at, `machine` steps, `transitions` is its table, `next_steps` what to do.
"""
