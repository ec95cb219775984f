"""What a live installation has to show: how good scores and alerts were, what came of them, whether acting helps."""
