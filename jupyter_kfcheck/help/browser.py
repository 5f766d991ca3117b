"""What the panel's own four rows mean: only a browser sees these, so no check asks them."""

EXPLANATIONS = {
    "browser.prefix": (
        "page path",
        """# browser.prefix

Is the page that you look at below `NB_PREFIX`?

Kubeflow's gateway sends `/notebook/<namespace>/<name>/` to this notebook and nothing else. A page
elsewhere was reached by another way, such as a port-forward, and is not found through the dashboard.

How it is judged: by the path in the address bar and by `NB_PREFIX` as the report has it. It is
skipped where `NB_PREFIX` is not set.

Evidence: `path`, `NB_PREFIX`.

Remedies:
- Image: start the server with `--ServerApp.base_url=${NB_PREFIX}`, through a shell so that it is
  filled in. `server.prefix` tells how the server answers inside of the container.

Seen by the JupyterLab panel alone.
""",
    ),
    "browser.frame": (
        "frames",
        """# browser.frame

May Kubeflow's dashboard show this page in a frame, as far as the browser is told?

The dashboard and the notebooks share a site. A browser refuses to frame a page that was sent with
`X-Frame-Options: DENY`, or with a Content-Security-Policy whose `frame-ancestors` leave that site
out. The server may have sent those, or any proxy on the way.

How it is judged: by both headers of the report's own answer, as they came through the gateway;
`frame-ancestors` overrules the other. In a frame the page itself is the proof. In a frame of another
site it is a warning, because browsers withhold cookies and the clipboard there.

Evidence: `frame` (none, same, other), `X-Frame-Options`, `frame-ancestors`.

Remedies:
- Platform: let the gateway pass on or send `frame-ancestors 'self'`. `server.frame` tells whether the
  server itself is at fault.
- User: in a frame of another site, open the notebook in a tab of its own.

Seen by the JupyterLab panel alone.
""",
    ),
    "browser.websocket": (
        "WebSockets",
        """# browser.websocket

Does a WebSocket from this browser reach the server?

Kernels and terminals speak over WebSockets. Where a proxy does not pass the upgrade, the page loads
and kernels stay at "Connecting": nothing runs.

How it is judged: the panel opens the events channel of Jupyter Server, which starts nothing and does
not count as activity, and closes it again. It tries when you open the panel and with each check.

Evidence: `state` (open, refused, silent, untried); `code`, with which the browser closed it (1006:
no upgrade came back); `server.websocket`, how the server answers inside of the container.

Remedies:
- Platform: where `server.websocket` passed, the gateway or a proxy before it drops the upgrade. Let
  it pass `Connection: Upgrade` and `Upgrade: websocket`, and keep idle connections open.
- Image: where `server.websocket` failed, start there.

Seen by the JupyterLab panel alone.
""",
    ),
    "browser.secure": (
        "secure context",
        """# browser.secure

Does the browser trust this page's connection?

Over plain http a browser switches off the clipboard, service workers and more. code-server's
notebooks and previews then stay blank ("Could not register service worker"), and copying from a page
fails.

How it is judged: by the browser's own `isSecureContext`, which is true over https with a trusted
certificate, and on localhost. False is a warning.

Evidence: `isSecureContext`, `origin`.

Remedies:
- Platform: serve Kubeflow over https at the gateway, with a certificate that browsers trust.

Seen by the JupyterLab panel alone.
""",
    ),
}
"""Title and text by id, like those of the checks."""
