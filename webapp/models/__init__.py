"""The models that this server knows: which one serves, which served before, and which may."""
