"""Watching is not using: cullers read `last_activity`, and a server left alone still ends itself."""

import http.client

from tests.server.children import Child

HOUR = {"kfcheck/livez": 360, "kfcheck/readyz": 360, "kfcheck/startupz": 60, "kfcheck": 120, "kfcheck/health": 60}


def test_an_hour_of_probes_and_panels_is_no_activity(start):
    """Nor are the engine's own requests, which ask the server what a culler would."""
    server = start()
    server.until("kfcheck/startupz")
    before = server.ask("api/status?no_track_activity=1").json()["last_activity"]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    cookie = server.ask("kfcheck").headers["Set-Cookie"].split(";")[0]
    for path, times in HOUR.items():
        for number in range(times):
            connection.request("GET", f"{server.base}/{path}?{number}", headers={"Cookie": cookie})
            assert connection.getresponse().read()
    run = {"Cookie": f"{cookie}; _xsrf=x", "X_XSRFToken": "x"}
    for _ in range(5):
        assert server.ask("kfcheck", method="POST", **run).status == 200
    assert server.ask("metrics").status == 200
    assert server.ask("api/status?no_track_activity=1").json()["last_activity"] == before
    server.ask("api/kernels")  # what does count is seen to count
    assert server.ask("api/status?no_track_activity=1").json()["last_activity"] > before


def test_a_server_that_is_only_watched_still_shuts_down(start, tmp_path):
    # Jupyter looks once a minute; a test has it look more often.
    often = (
        "from tornado import ioloop\n"
        "class Often(ioloop.PeriodicCallback):\n"
        "    def __init__(self, callback, callback_time, **more):\n"
        "        super().__init__(callback, min(callback_time, 200), **more)\n"
        "ioloop.PeriodicCallback = Often\n"
    )
    child = Child(tmp_path)
    server = start(config=child.config + often, shutdown_no_activity_timeout="2")
    asked = 0
    try:
        while asked < 100_000:
            server.ask("kfcheck/livez")
            server.ask("kfcheck")
            asked += 1
    except (OSError, http.client.HTTPException):
        pass
    assert server.process.wait(10) == 0
    assert asked > 10
    assert child.processes() == []
