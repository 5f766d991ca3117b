"""The panel as a user meets it: by what can be seen, read and clicked."""

from playwright.sync_api import Locator, Page, expect


class Panel:
    """The panel in a page."""

    def __init__(self, page: Page):
        self.page = page
        self.node = page.locator("#kfcheck-panel")
        self.item = page.locator("#kfcheck-status button")
        self.headline = self.node.get_by_role("status")
        self.again = self.node.get_by_role("button", name="Check again")
        self.copy = self.node.get_by_role("button", name="Copy report")

    def open(self) -> None:
        """Click the status item once the opening request is answered."""
        expect(self.item).not_to_have_attribute("title", "Kubeflow notebook check: not checked yet")
        self.item.click()
        expect(self.node).to_be_visible()

    def row(self, check_id: str) -> Locator:
        return self.node.locator(f'[data-check-id="{check_id}"]')

    def expect_status(self, check_id: str, status: str) -> None:
        expect(self.row(check_id)).to_have_attribute("data-status", status)

    def unfold(self, names: str = "details") -> None:
        """Open all folds, or those that a selector names."""
        self.node.locator(names).evaluate_all("folds => folds.forEach(fold => { fold.open = true; })")

    def check_again(self) -> None:
        """Run the checks and wait for the end."""
        self.again.click()
        expect(self.again).to_have_attribute("aria-disabled", "false")

    def command(self, name: str, arguments: str = "{}") -> None:
        self.page.evaluate(f"() => jupyterapp.commands.execute('{name}', {arguments})")

    def clipboard(self) -> str:
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        return self.page.evaluate("() => navigator.clipboard.readText()")
