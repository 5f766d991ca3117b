"""HOME: the directory that Kubeflow mounts a volume on. One module a check."""
