"""What schemas are made of: strict models, checked numbers, complaints that say what would be right."""
