"""What a customer is worth: orders to come, what is spent on each, and what that comes to today.

`orders` counts (BG/NBD), `harken.models.spend` prices (Gamma-Gamma), `worth` discounts, `appraise` does it for a batch.
"""
