"""What measures there are, for who writes scenarios: every key, made from the schemas and conf/measures/."""
