"""The approval step: who must act, what they may do, and when the step is decided. Pure; see README.md."""
