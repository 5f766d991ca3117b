"""``check()`` in a notebook's cell: the same report, made by a child process as everywhere."""

import html

from jupyter_kfcheck.model import Report
from jupyter_kfcheck.render import html as page
from jupyter_kfcheck.render import text

SECONDS = 10.0


class Shown:
    """A report that a notebook shows as a page and a console as text; ``report`` is the document."""

    def __init__(self, report: Report) -> None:
        """Show ``report``."""
        self.report = report

    def __repr__(self) -> str:
        return text.render(self.report)

    def _repr_html_(self) -> str:
        """In a frame of its own, so that its style and the notebook's leave each other alone."""
        source = html.escape(page.render(self.report), quote=True)
        style = "width: 100%; height: 32em; border: 1px solid #8888; border-radius: 4px"
        return f'<iframe title="Kubeflow notebook check" sandbox style="{style}" srcdoc="{source}"></iframe>'


def check(seconds: float = SECONDS) -> Shown:
    """Run all checks, within ``seconds`` and a little more, and return what shows itself in a cell."""
    from jupyter_kfcheck.child import engine  # noqa: PLC0415 - what makes the child, beside what shows the report

    return Shown(engine.run(seconds).report)
