"""Jobs: trainings and judgings, asked for by people and worked on by workers."""
