"""Choose the best reading of scored groups, understand it as an expression, and evaluate it."""
