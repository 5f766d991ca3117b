"""s6, the supervisor of Kubeflow's images. One module a check."""
