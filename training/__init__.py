"""Make, measure and export the classifier."""
