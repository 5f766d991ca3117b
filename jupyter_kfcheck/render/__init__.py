"""What is shown: a file a format, each with a pure ``render(report) -> str``; `formats` lists them."""
