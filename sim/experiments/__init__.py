"""Many runs: replications, sweeps, paired comparison, sensitivity."""
