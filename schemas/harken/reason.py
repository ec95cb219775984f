"""Why a record was refused: the closed list, in the order in which decoding asks."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a record was refused; of those that decoding asks, the first that applies is the one that is given.

    The last three come from further on: a currency without a rate, a fault of the fold itself, and a message of our own
    that the broker will never take (its dead letter holds the beginning, the length and the digest).
    """

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NESTED_TOO_DEEP = "nested_too_deep"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    UNKNOWN_DIALECT = "unknown_dialect"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_KIND = "unknown_kind"
    OUT_OF_RANGE = "out_of_range"
    BAD_TIMESTAMP = "bad_timestamp"
    BEFORE_2000 = "before_2000"
    IN_THE_FUTURE = "in_the_future"
    KEY_MISMATCH = "key_mismatch"
    UNKNOWN_CURRENCY = "unknown_currency"
    FOLD_FAILED = "fold_failed"
    UNDELIVERABLE = "undeliverable"
