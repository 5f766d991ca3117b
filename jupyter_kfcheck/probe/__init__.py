"""``kfcheck probe``: a question that a kubelet asks every few seconds, so nothing in here imports what costs time."""
