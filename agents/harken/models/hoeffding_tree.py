"""A decision tree that grows as labels come: River's Hoeffding tree, and how it is written down.

Domingos & Hulten (2000), Mining high-speed data streams, KDD. Leaves say the share of those who left: naive Bayes in
the leaves, as is River's way, is surer than it may be (.732 instead of .616 log loss on UCI). River keeps a leaf's
statistics in objects of its own; all that they hold is counts, means and sums, so the tree is written as those, in
their order, and built again from them (docs/decisions/0010).
"""

from typing import Any, ClassVar, Final

from msgspec import Struct, json
from river.stats import Var
from river.tree import HoeffdingTreeClassifier
from river.tree.nodes.branch import NumericBinaryBranch
from river.tree.nodes.htc_nodes import LeafMajorityClass
from river.tree.splitter import GaussianSplitter

from harken.models.model import WHOLE, Features, Pieces, logit

#: 64 leaves at most; on UCI it comes to 15.
DEEPEST: Final = 6
#: River's own 1e-7 with a look every 200 labels waits long for a split where labels are few: .717 / .616 on UCI,
#: AUC and log loss, against .728 / .605 with these.
CONFIDENCE: Final = 1e-4
#: River would estimate its size every so many labels by looking at objects: never, the depth bounds it.
NEVER: Final = 2**62
#: Labels of either class that a leaf has seen before its first: no leaf is certain.
IMAGINED: Final = 1.0


class _Spread(Struct, array_like=True):
    """What a leaf has seen of a feature in one class."""

    left: bool
    least: float
    most: float
    n: float
    mean: float
    squares: float


class _Leaf(Struct, tag="leaf", array_like=True):
    weights: list[tuple[bool, float]]
    depth: int
    tried_at: float
    spreads: list[tuple[str, list[_Spread]]] | None


class _Branch(Struct, tag="branch", array_like=True):
    weights: list[tuple[bool, float]]
    feature: str
    threshold: float
    depth: int
    below: "_Branch | _Leaf"
    above: "_Branch | _Leaf"


class _Tree(Struct):
    labels: int
    active: int
    inactive: int
    root: _Branch | _Leaf | None


_decoder: Final = json.Decoder(_Tree)


class HoeffdingTree:
    """Learns whether a customer left from features by name; `labels` is how many it has learned."""

    name: ClassVar = "tree"
    by_default: ClassVar = True

    def __init__(self) -> None:
        self.labels = 0
        self._tree = HoeffdingTreeClassifier(
            max_depth=DEEPEST,
            grace_period=200,
            delta=CONFIDENCE,
            leaf_prediction="mc",
            memory_estimate_period=NEVER,
        )

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left), counted in its leaf as so many (`weight`)."""
        self._tree.learn_one(dict(features), left, w=weight)
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The share of those who left in the customer's leaf; asking changes nothing."""
        root = self._tree._root
        if root is None:
            return 0.5
        leaf = root.traverse(features, until_leaf=True) if isinstance(root, NumericBinaryBranch) else root
        left, stayed = leaf.stats.get(True, 0.0), leaf.stats.get(False, 0.0)
        return float((left + IMAGINED) / (left + stayed + 2.0 * IMAGINED))

    def logit_one(self, features: Features) -> float:
        """The same in log odds."""
        return logit(self.predict_one(features))

    def dump(self) -> dict[str, bytes]:
        """The tree, as JSON."""
        tree = self._tree
        root = None if tree._root is None else _written(tree._root)
        return {WHOLE: json.encode(_Tree(self.labels, tree._n_active_leaves, tree._n_inactive_leaves, root))}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        found = _decoder.decode(pieces[WHOLE])
        self.__init__()  # type: ignore[misc]  # nothing of another tree may stay
        self.labels = found.labels
        # River has no public way in for a tree that grew elsewhere.
        tree = self._tree
        tree._root = None if found.root is None else _built(found.root, tree.splitter)
        tree._n_active_leaves, tree._n_inactive_leaves = found.active, found.inactive
        tree._train_weight_seen_by_model = float(found.labels)
        if found.labels:
            tree.classes |= {True, False}


def _written(node: Any) -> _Branch | _Leaf:
    weights = list(node.stats.items())
    if isinstance(node, NumericBinaryBranch):
        below, above = map(_written, node.children)
        return _Branch(weights, node.feature, float(node.threshold), node.depth, below, above)
    spreads = None
    if node.splitters is not None:
        spreads = [(name, _spreads(splitter)) for name, splitter in node.splitters.items()]
    return _Leaf(weights, node.depth, float(node.last_split_attempt_at), spreads)


def _spreads(splitter: Any) -> list[_Spread]:
    found = []
    for left, gaussian in splitter._att_dist_per_class.items():
        var = gaussian._var
        least, most = splitter._min_per_class[left], splitter._max_per_class[left]
        found.append(_Spread(left, least, most, var.mean.n, var.mean._mean, var._S))
    return found


def _built(node: _Branch | _Leaf, splitter: Any) -> Any:
    if isinstance(node, _Branch):
        children = (_built(node.below, splitter), _built(node.above, splitter))
        return NumericBinaryBranch(dict(node.weights), node.feature, node.threshold, node.depth, *children)
    leaf = LeafMajorityClass(dict(node.weights), node.depth, splitter)
    leaf.last_split_attempt_at = node.tried_at
    leaf.splitters = None
    if node.spreads is not None:
        leaf.splitters = {name: _splitter(spreads, splitter) for name, spreads in node.spreads}
    return leaf


def _splitter(spreads: list[_Spread], like: Any) -> GaussianSplitter:
    splitter = like.clone()
    for spread in spreads:
        #  A first value makes the objects; then their numbers are set.
        splitter.update(spread.mean, spread.left, 1.0)
        splitter._min_per_class[spread.left], splitter._max_per_class[spread.left] = spread.least, spread.most
        var: Var = splitter._att_dist_per_class[spread.left]._var
        var.mean.n, var.mean._mean, var._S = spread.n, spread.mean, spread.squares
    return splitter
