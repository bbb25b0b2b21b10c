"""Browser journeys: what people do, done in a real browser against a real server."""
