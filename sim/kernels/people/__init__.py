"""What people do, compiled: needs arise, pathways are walked, médecins traitants are found and lost."""
