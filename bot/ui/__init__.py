"""What the cards of all features share: their look, buttons' custom_ids, short notes."""
