"""From a photo of writing to marks, which the lattice then takes as it takes strokes."""
