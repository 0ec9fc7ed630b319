"""The page's figures, one section a file: each reads what it shows from the runs and says what is missing."""
