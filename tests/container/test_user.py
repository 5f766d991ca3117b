"""Who runs the notebook, in real containers: OpenShift's random UID, root, and a HOME that nobody set."""

from tests.container.bench import HOME, KFCHECK
from tests.container.reports import ALL_PASS, ASKED, expect, find, report, reported, statuses

OPENSHIFT = "1000650000:0"


def test_openshifts_user_is_fine_with_and_without_an_entry(bench, pod, pvc):
    entry = 'echo "jovyan:x:$(id -u):0::/home/jovyan:/bin/bash" >> /etc/passwd'
    with bench.run(user=OPENSHIFT, home=pvc, pod=pod) as notebook:
        document = reported(notebook)
        assert statuses(document) == ALL_PASS
        assert find(document, "user.name")["summary"].startswith("UID 1000650000 has no entry")
        uid = find(document, "user.uid")
        assert uid["summary"].startswith("has UID 1000650000, not 1000; with group 0")
        assert (uid["evidence"]["observed"], uid["evidence"]["gid"]) == (1000650000, 0)
        notebook.root("chmod", "g=u", "/etc/passwd")
        assert notebook.ask("sh", "-c", entry).returncode == 0
        assert find(reported(notebook), "user.name")["summary"] == "runs as jovyan"
    assert statuses(report(bench, user="1000:0", home=pvc, pod=pod)) == ALL_PASS


def test_a_foreign_user_without_group_0_fails_until_it_is_the_right_one(bench, pod, pvc):
    document = report(bench, user="1234:1234", home=pvc, pod=pod)
    expect(
        document, "user.uid", "fail", "has UID 1234, not 1000, and is not in group 0",
        remedy="`runAsUser: 1000` and `runAsGroup: 0`", by="platform", observed=1234, gid=1234, groups=[100, 1234],
    )  # fmt: skip
    expect(document, "user.name", "fail", "UID 1234 has no entry", remedy="/etc/passwd", by="image", uid=1234)
    assert statuses(report(bench, user="1000:0", home=pvc, pod=pod)) == ALL_PASS


def test_root_fails_until_the_image_names_another_user(bench, pod, pvc):
    document = report(bench, user="0:0", home=pvc, pod=pod)
    expect(document, "user.uid", "fail", "runs as root", remedy="USER 1000", by="image", expected=1000, observed=0)
    expect(document, "user.name", "warn", "runs as root, not as jovyan", remedy="USER 1000", by="image", uid=0)
    assert statuses(report(bench, user="1000", home=pvc, pod=pod)) == ALL_PASS


def test_home_unset_is_a_failure_of_its_path_alone_until_it_is_set(bench, pod, pvc):
    with bench.run(home=pvc, pod=pod) as notebook:
        document = reported(notebook, program=("env", "-u", "HOME", KFCHECK))
        expect(document, "home.path", "fail", "HOME is not set", remedy=f"ENV HOME={HOME}", by="image", observed=None)
        skipped = {name for name, status in statuses(document).items() if status == "skip"}
        assert skipped == {name for name in ASKED if name.startswith("home.")} - {"home.path"}
        assert statuses(reported(notebook, env={"HOME": HOME})) == ALL_PASS


def test_home_elsewhere_is_a_failure_until_it_is_where_the_volume_is(bench, pod, pvc):
    with bench.run(home=pvc, pod=pod) as notebook:
        document = reported(notebook, env={"HOME": "/tmp"})
        expect(
            document, "home.path", "fail", f"HOME is /tmp, not {HOME}", remedy=f"ENV HOME={HOME}", by="image",
            expected=HOME, observed="/tmp", passwd=HOME,
        )  # fmt: skip
        assert statuses(document)["home.persistent"] == "fail"
        assert statuses(reported(notebook, env={"HOME": HOME})) == ALL_PASS
