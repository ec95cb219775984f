"""What learns: one part per kind of example, one line here; `harken.learner` hands each its packs."""

from harken.learning.churn import ChurnPart
from harken.learning.texts import TextPart
from harken.learning.value import ValuePart
from harken.learning.visits import VisitPart

#: Each part names the models whose packs it takes.
PARTS = (ChurnPart, VisitPart, ValuePart, TextPart)
