"""What learns: one part per kind of example, one line here; `harken.learner` hands each its packs."""

from harken.learning.churn import ChurnPart
from harken.learning.config import LearnerConfig
from harken.learning.neighbours import NeighbourPart
from harken.learning.population import PopulationPart
from harken.learning.propensity import PropensityPart
from harken.learning.segments import SegmentPart
from harken.learning.texts import TextPart
from harken.learning.value import ValuePart
from harken.learning.visits import VisitPart
from harken.recommend.shards import Shard

Part = ChurnPart | PropensityPart | VisitPart | NeighbourPart | ValuePart | SegmentPart | TextPart | PopulationPart


def make_parts(config: LearnerConfig) -> tuple[Part, ...]:
    """The parts, untaught; each names the models whose packs it takes."""
    return (
        ChurnPart(config),
        PropensityPart(),
        VisitPart(neighbours=not config.item_shards, bounds=config.items),
        *(NeighbourPart(Shard(number, config.item_shards), config.items) for number in range(config.item_shards)),
        ValuePart(),
        SegmentPart(config.segments),
        TextPart(config.lexicon),
        PopulationPart(),
    )
