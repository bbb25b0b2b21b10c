"""Questions about requirements and coverage."""
