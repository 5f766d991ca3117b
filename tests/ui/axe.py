"""axe-core, which knows the rules of accessibility, let loose on the panel and the status item."""

from tests.tools import ROOT, need

AXE = ROOT / "labextension" / "node_modules" / "axe-core" / "axe.min.js"


def violations(panel) -> list[str]:
    """What it objects to, with the element and the reason."""
    need(str(AXE))
    if not panel.page.evaluate("() => Boolean(window.axe)"):
        panel.page.evaluate(AXE.read_text("utf-8"))
    found = panel.page.evaluate("() => axe.run({include: [['#kfcheck-panel'], ['#kfcheck-status']]})")
    return [f"{v['id']}: {node['html']} {node['failureSummary']}" for v in found["violations"] for node in v["nodes"]]
