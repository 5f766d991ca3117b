"""An image run as its platform would run it, judged from inside and from outside."""
