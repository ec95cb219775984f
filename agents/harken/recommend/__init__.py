"""Recommendations: what learns them (`covisitation`, `popularity`, `listwise`) and what ranks them for a batch of
customers: `show`, by what the blend has learned, or `rank` as long as that is nothing.

`sources`, each one way to find candidates, and `blend` over all of them are for comparison, not served.
"""
