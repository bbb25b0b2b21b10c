"""Questions to the gate."""
