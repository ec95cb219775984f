"""What the churn model sees of a customer: numbers at a moment, features made of them, words for people."""

from typing import Final

from harken.features.vector import FEATURES as FEATURES

#: Names of a stored row: the features, and last the logit of the BG/NBD prior (learning.md, 1.6).
FEATURE_NAMES: Final = (*(feature.name for feature in FEATURES), "prior_logit")
