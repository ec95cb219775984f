"""Names of groups: what they stand for, each once, and not another every day."""

import numpy as np
import pytest

from harken.segments.names import DISAGREEMENTS, Naming, name
from harken.segments.types import TYPES

NOWHERE, UNIT = np.zeros(3), np.ones(3)


def test_each_centre_gets_the_name_of_what_it_looks_like() -> None:
    centres = np.array([[1.0, -0.9, -1.0], [-1.0, 1.9, 1.2], [-1.2, -0.7, -0.4], [0.9, 0.5, 0.6], [-0.2, 0.7, 0.6]])
    assert name(centres, NOWHERE, UNIT) == ["asleep", "champions", "new", "at_risk", "loyal"]


def test_among_all_is_what_counts() -> None:
    means, scales = np.array([3.0, 1.0, 5.0]), np.array([0.5, 2.0, 1.5])
    centres = means + scales * np.array([TYPES["new"], TYPES["asleep"]])
    assert name(centres, means, scales) == ["new", "asleep"]


@pytest.mark.parametrize("k", range(2, 9))
def test_no_two_groups_have_one_name(k: int) -> None:
    same = np.zeros((k, 3))
    assert len(set(name(same, NOWHERE, UNIT))) == k


def test_a_name_changes_only_when_the_rule_has_disagreed_three_days_in_a_row() -> None:
    #   rule says   a  b  b  a  b  b  c
    #   it holds    a  a  a  a  a  a  c        the third day in a row on which it is not a
    naming, held = Naming(), []
    for word in "abbabbc":
        naming.hear([word])
        held += naming.names
    assert "".join(held) == "aaaaaac"
    assert (DISAGREEMENTS, naming.renamed) == (3, 1)
