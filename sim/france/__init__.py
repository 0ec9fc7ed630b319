"""What the files of the statistical offices say of the communes of France: opened, read, joined."""
