"""What a pack wants to be there: its content as forms of the kinds it brings. Pure."""
