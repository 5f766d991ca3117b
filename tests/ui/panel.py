"""The panel as a user meets it: by what can be seen, read and clicked."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.faults import seen

NOT_YET = "Kubeflow notebook check: Not checked yet"
OURS = re.compile(r"/kfcheck\?")


class Panel:
    """The panel in a page."""

    def __init__(self, page: Page):
        self.page = page
        self.node = page.locator("#kfcheck-panel")
        self.item = page.locator("#kfcheck-status button")
        self.headline = self.node.get_by_role("status")
        self.again = self.node.get_by_role("button", name="Check again")
        self.copy = self.node.get_by_role("button", name="Copy report")
        self.notice = self.node.locator(".kfcheck-notice")

    def open(self) -> None:
        """Click the status item once the opening request is answered."""
        expect(self.item).not_to_have_attribute("title", NOT_YET)
        self.item.click()
        expect(self.node).to_be_visible()

    def row(self, check_id: str) -> Locator:
        return self.node.locator(f'[data-check-id="{check_id}"]')

    def expect_status(self, check_id: str, status: str) -> None:
        expect(self.row(check_id)).to_have_attribute("data-status", status)
        seen.note(check_id, status)

    def expect_well(self) -> None:
        expect(self.headline).to_have_text("passed: All is well")

    def unfold(self, names: str = "details") -> None:
        """Open all folds, or those that a selector names."""
        self.node.locator(names).evaluate_all("folds => folds.forEach(fold => { fold.open = true; })")

    def check_again(self) -> None:
        """Run the checks and wait for the end."""

        def ours(request) -> bool:
            return request.method == "POST" and OURS.search(request.url) is not None

        with self.page.expect_request(ours):
            self.again.click()
        expect(self.node.locator("[aria-busy=false]")).to_be_attached()

    def look(self) -> None:
        """Have it look now, as when the tab comes back."""
        self.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    def command(self, name: str, arguments: str = "{}") -> None:
        self.page.evaluate(f"() => jupyterapp.commands.execute('{name}', {arguments})")

    def theme(self, name: str) -> None:
        self.command("apputils:change-theme", f"{{theme: '{name}'}}")
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)

    def resize(self, width: int) -> None:
        """Give the panel a width in pixels, by dragging its edge as a user does."""
        for _ in range(5):  # a theme that is just being laid out moves the edge
            box = self.node.bounding_box()
            assert box
            if abs(box["width"] - width) <= 2:
                return
            self.page.mouse.move(box["x"] - 2, 400)
            self.page.mouse.down()
            self.page.mouse.move(box["x"] + box["width"] - width, 400, steps=4)
            self.page.mouse.up()
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the panel cannot be made {width} px wide: {box}")

    def clipboard(self) -> str:
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        return self.page.evaluate("() => navigator.clipboard.readText()")

    def copied(self, button: Locator) -> str:
        """What a button puts on the clipboard."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        button.click()
        expect(self.notice).to_have_text("Copied")
        return self.clipboard()
