"""Credentry: the open register for certificates, licences, permits and qualifications."""

__version__ = "0.1.0"
