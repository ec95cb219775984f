"""Units whose signs come of names; what features add by way of them adds up."""

import numpy as np
import pytest

from harken.models.bgnbd import PRIOR_LOGIT
from harken.models.hidden import AT_REST, REACH, SLOPE, UNITS, added, added_by_feature, directions

NAMES = ("log_recency", "trend", PRIOR_LOGIT, "satisfaction")


def rows(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.random.default_rng(1).normal(size=(count, len(NAMES)))


WEIGHTS = np.random.default_rng(2).normal(size=UNITS)


def test_what_features_add_adds_up_to_what_the_units_say() -> None:
    asked = rows(450) * 3  # more than are worked out at once, and beyond what bends
    found = added_by_feature(asked, NAMES, WEIGHTS)
    for row, parts in zip(asked, found, strict=True):
        assert parts.sum() + AT_REST @ WEIGHTS == pytest.approx(added(row, NAMES, WEIGHTS), abs=1e-9)


def test_a_row_says_the_same_whatever_others_there_are() -> None:
    asked = rows(450)
    found = added_by_feature(asked, NAMES, WEIGHTS)
    for n in (0, 199, 200, 449):
        assert added_by_feature(asked[n : n + 1], NAMES, WEIGHTS)[0] == pytest.approx(found[n], abs=1e-12)


def test_who_is_as_usual_in_a_feature_gets_nothing_by_it() -> None:
    asked = rows(10)
    asked[:, 1] = 0.0
    assert (added_by_feature(asked, NAMES, WEIGHTS)[:, 1] == 0.0).all()
    assert (added_by_feature(np.zeros((2, len(NAMES))), NAMES, WEIGHTS) == 0.0).all()


def test_the_prior_bends_nothing() -> None:
    asked, other = rows(10), rows(10)
    other[:, 2] = 9.0
    assert (added_by_feature(asked, NAMES, WEIGHTS)[:, 2] == 0.0).all()
    assert added(asked[3], NAMES, WEIGHTS) == added(other[3], NAMES, WEIGHTS)


def test_far_out_is_as_far_as_it_bends() -> None:
    far = np.array([REACH, 0.3, 0.0, -REACH])
    assert added(far, NAMES, WEIGHTS) == added(far * [1e9, 1.0, 1.0, 1e9], NAMES, WEIGHTS)


def test_a_new_feature_leaves_the_signs_of_the_others() -> None:
    before, after = directions(NAMES), directions(("new", *NAMES))
    assert (after[1:] == before).all()
    assert sorted(set(before.ravel().tolist())) == [-SLOPE, 0.0, SLOPE]
    #  Written down, since what was learned hangs on them for ever.
    assert "".join("+" if x > 0 else "-" for x in before[0, :16]) == "-++++++----+--++"
