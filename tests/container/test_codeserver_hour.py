"""An hour of being watched, in three minutes: code-server takes none of it for use."""

import json
import time

import pytest

from tests.container.codeserver import IDE, SERVE, get, health, serving
from tests.container.test_start import until

PROBES, SCRAPES, REFRESHES = 360, 120, 12  # in an hour: a probe each 10 s, a scrape each 30 s, a report each 5 min
WINDOW = 60.0  # code-server's own: whoever asks within it changes nothing that could be seen
WATCH = f"""
i=0
while [ $i -lt {PROBES} ]; do
    i=$((i + 1))
    case $((i % 3)) in 0) which=livez ;; 1) which=readyz ;; *) which=startupz ;; esac
    kfcheck probe $which >>/tmp/probes || exit 1
done
"""
SCRAPE = f"""
import time, urllib.request as u
for _ in range({SCRAPES}):
    for path in ("metrics", "kfcheck", "kfcheck/readyz", "kfcheck/health"):
        try:
            u.urlopen("{SERVE}/" + path, timeout=20).read()
        except u.HTTPError as unwell:  # of /health: HOME is on no volume here
            assert unwell.code == 503, unwell
"""


@pytest.mark.slow
def test_probes_scrapes_refreshes_and_runs_of_an_hour_move_no_heartbeat(codeservers):
    with codeservers.run(pod=codeservers.pod(), env={"KFCHECK_MAX_AGE": "1"}) as container:
        serving(container)
        assert get(container, f"{IDE}/?folder=/home/jovyan").status == 200
        used = health(container)
        assert used["status"] == "alive"
        until(lambda: health(container)["status"] == "expired", 2 * WINDOW + 10)
        beat = health(container)["lastHeartbeat"]
        began, reports = time.monotonic(), set()
        assert container.ask("sh", "-c", WATCH, timeout=600).returncode == 0
        done = container.ask("python3", "-I", "-c", SCRAPE, timeout=600)
        assert done.returncode == 0, done.stderr
        while len(reports) < REFRESHES or time.monotonic() - began < WINDOW + 5:
            reports.add(json.loads(get(container, f"{SERVE}/kfcheck").body)["started_at"])
            time.sleep(0.5)
        container.kfcheck()
        container.ask("kfcheck", "activity")
        assert health(container) == {"status": "expired", "lastHeartbeat": beat}
        assert container.root("wc", "-l", "/tmp/probes").split()[0] == str(PROBES)
