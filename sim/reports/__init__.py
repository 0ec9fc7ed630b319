"""What is shown: tables in the terminal (`terminal`) and one self-contained HTML page (`page`), in words of `words`."""
