"""What is shown: tables in the terminal and one self-contained HTML page, in the words of a language."""
