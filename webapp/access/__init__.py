"""Access: on the machine that serves everything is open; elsewhere what is kept wants a token."""
