"""What a lane says again after some of its words were not delivered."""

from harken.lane.again import again
from harken.outbox import Message
from harken.sender import DeliveryFailed


def refuse(message: Message, code: str) -> Message:
    return Message("dead-letters", message.key, code.encode())


def test_what_followed_a_failed_message_under_its_key_is_said_again_in_its_order() -> None:
    #  alerts a   examples churn 1 (timed out)   examples visit   examples churn 2 (arrived)
    said = [
        Message("alerts", b"a", b"0"),
        Message("examples", b"churn", b"1"),
        Message("examples", b"visit", b"2"),
        Message("examples", b"churn", b"3"),
    ]
    assert again(said, DeliveryFailed([(said[1], "_MSG_TIMED_OUT", False)]), refuse) == [said[1], said[3]]


def test_what_will_never_pass_becomes_a_dead_letter_and_holds_nothing_up() -> None:
    said = [Message("customers", b"a", b"0"), Message("customers", b"a", b"1")]
    rest = again(said, DeliveryFailed([(said[0], "MSG_SIZE_TOO_LARGE", True)]), refuse)
    assert rest == [Message("dead-letters", b"a", b"MSG_SIZE_TOO_LARGE")]
