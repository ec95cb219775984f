"""Working on dead letters: finding, showing, retrying and dropping them."""
