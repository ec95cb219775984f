"""Where somebody set a score by hand: their word and the model's, judged by the same labels."""

from msgspec import Struct, field

from harken.metrics.progressive import Tally


class Overruled(Struct):
    """Snapshots that an override stood over, as their labels came; both columns are of the same customers and days."""

    people: Tally = field(default_factory=Tally)
    model: Tally = field(default_factory=Tally)

    def judge(self, by_hand: float, score: float, left: bool) -> None:
        """Take one label (True: left).

        Parameters
        ----------
        by_hand, score : what somebody said, and what the model said at the same time, 0 to 1.
        """
        self.people.judge(by_hand, left)
        self.model.judge(score, left)

    def figures(self) -> dict[str, dict[str, float]]:
        """Of people and of the model: labels, log loss, Brier score, and AUC where some left and some stayed.

        Losses are told however few there are: nobody waits for a hundred overrides.
        """
        return {"people": _figures(self.people), "model": _figures(self.model)}


def _figures(tally: Tally) -> dict[str, float]:
    n = sum(tally.calibration_n)
    told: dict[str, float] = {"labels": round(n)}
    if n:
        told |= {"log_loss": round(tally.log_loss / n, 4), "brier": round(tally.brier / n, 4)}
    found = tally.figures()
    return told | ({"auc": found["auc"]} if "auc" in found else {})
