"""What the narrative model and the safe vocabulary are made from and measured on; run by a developer only."""
