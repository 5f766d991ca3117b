"""What stays beside a Jupyter for as long as it runs: a small loop, which imports next to nothing."""
