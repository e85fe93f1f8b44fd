"""Turn ink into groups of marks that may each be one symbol, and each group into a picture."""
