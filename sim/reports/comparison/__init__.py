"""What a comparison says: its rows, its sentences, and what one page is about."""
