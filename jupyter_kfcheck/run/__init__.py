"""One run: observe the machine, judge, sum up."""
