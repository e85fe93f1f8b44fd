"""What is kept of people: who they are to this server, and the samples of their hands."""
