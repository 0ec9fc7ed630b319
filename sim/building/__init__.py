"""From the facts of official files to a territory of the user's, in files that can be read and changed."""
