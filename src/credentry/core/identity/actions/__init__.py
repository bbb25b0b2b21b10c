"""Writes of this room that are no change of a governed record: sign-in attempts, token use."""

from credentry.core.identity.actions.signing_in import check_password_pair, note_token_use

__all__ = ["check_password_pair", "note_token_use"]
