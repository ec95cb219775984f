"""A wake-up's member sorts as the wake-up does, and is nobody else's."""

from hypothesis import given
from hypothesis import strategies as st

from harken.ledger.wakeups import member_of, pair_of

# NUL, 0xFF and their neighbours are what the escape could stumble over.
texts = st.text(
    alphabet=st.one_of(st.sampled_from("\0\x01aÿ\uffff\U0010ffff"), st.characters(codec="utf-8")), max_size=6
)
pairs = st.tuples(texts, texts)


@given(pairs)
def test_a_member_says_its_customer_and_kind_again(pair: tuple[str, str]) -> None:
    assert pair_of(member_of(*pair)) == pair


@given(pairs, pairs)
def test_members_sort_as_pairs_of_customer_and_kind_do(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (member_of(*one) < member_of(*other)) == (one < other)
    assert (member_of(*one) == member_of(*other)) == (one == other)
