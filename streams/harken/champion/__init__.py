"""Which churn model scores: looked at, and changed, from a terminal (`harken models`)."""
