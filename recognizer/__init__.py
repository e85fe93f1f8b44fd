"""Score the picture of a group of marks over the sixteen classes of the alphabet."""
