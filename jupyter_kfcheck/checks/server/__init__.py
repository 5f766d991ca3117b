"""The server as Kubeflow's gateway, culler and dashboard meet it. One module for each check."""
