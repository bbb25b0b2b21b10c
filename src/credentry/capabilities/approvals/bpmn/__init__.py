"""BPMN 2.0 files: reading, checking, the simple chain view, and what the engine runs. Pure."""
