"""What the cards of all rooms share: their look, buttons' ids, short notices."""
