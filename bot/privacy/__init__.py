"""What is kept about people and guilds: handing it over, and deleting it."""
