"""Watch parties: what people and time do to them."""
