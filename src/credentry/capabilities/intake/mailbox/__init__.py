"""Mail as it arrives: the mailbox, what a message holds, whom it is for. Reading runs in a process of its own."""
