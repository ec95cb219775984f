"""Recommendations: what learns them (`covisitation`, `popularity`) and what ranks them for one customer (`rank`).

Not served yet: `sources`, each one way to find candidates, and `blend`, which learns whom of them to believe.
"""
