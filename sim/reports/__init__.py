"""What is shown: figures, page, dashboard, words in French and English."""
