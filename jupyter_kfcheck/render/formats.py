"""The formats of a report: one registry for the command and the endpoint. A format is a file here and a row below."""

from importlib import import_module

from jupyter_kfcheck.model import ImageReport, Report, Status, Struct


class Format(Struct):
    """A name for ``--format`` and ``?format=``, and its media type. The module of that name here draws it."""

    name: str
    media: str
    command: bool = True  # offered by `kfcheck run`
    server: bool = True  # offered by the endpoint
    image: bool = False  # offered by `kfcheck image`: the module has a `render_image`
    file: bool = True  # makes sense as a file, for ``--output``

    @property
    def content_type(self) -> str:
        """The header's value; JSON has no charset of its own."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media

    def draw(self, report: Report) -> str:
        """Draw a report; the module is imported when it is first used."""
        drawn: str = import_module(f"jupyter_kfcheck.render.{self.name}").render(report)
        return drawn

    def draw_image(self, report: ImageReport) -> str:
        """Draw the report on an image."""
        drawn: str = import_module(f"jupyter_kfcheck.render.{self.name}").render_image(report)
        return drawn

    def encode(self, report: Report, part: str = "") -> bytes:
        """Draw a report for the wire. A name from a broken disk may hold bytes that are no UTF-8: those are escaped.

        A page has links to its neighbours, and so has to know of which ``part`` of the report it is.
        """
        if self.name == "html":
            from jupyter_kfcheck.render.html import served  # noqa: PLC0415 - imported when used, as in `draw`

            return served(report, part).encode(errors="backslashreplace")
        return self.draw(report).encode(errors="backslashreplace")

    def encode_status(self, status: Status) -> bytes:
        """Draw a mere status, which is all that a caller without credentials gets."""
        word = status.value
        if self.name == "health":
            from jupyter_kfcheck.render.health import STATUS  # noqa: PLC0415 - imported when used, as in `draw`

            word = STATUS[status]
        if self.name == "html":
            from jupyter_kfcheck.render.html import status_alone  # noqa: PLC0415 - as above

            return status_alone(status).encode()
        return f'{{"status": "{word}"}}\n'.encode() if "json" in self.media else f"{word}\n".encode()


FORMATS = (
    Format("json", "application/json", image=True),
    Format("health", "application/health+json", command=False),
    Format("text", "text/plain", image=True),
    Format("markdown", "text/markdown", image=True),
    Format("html", "text/html", image=True),
    Format("junit", "application/xml", server=False, image=True),
    Format("github", "text/plain", server=False, image=True, file=False),
    Format("sarif", "application/sarif+json", command=False, server=False, image=True),
    Format("prometheus", "text/plain; version=0.0.4", server=False),
    Format("tap", "text/x-tap", server=False, image=True),
)
"""All of them, the server's favourite first."""

COMMAND_FORMATS = {form.name: form for form in FORMATS if form.command}
IMAGE_FORMATS = {form.name: form for form in FORMATS if form.image}
SERVER_FORMATS = tuple(form for form in FORMATS if form.server)
