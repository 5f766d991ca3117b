"""What is brought into a container that has no kfcheck of its own."""

import io
import tarfile

from jupyter_kfcheck.image.workshop import package


def test_the_package_is_readable_for_everybody_and_leaves_the_panel_out():
    with tarfile.open(fileobj=io.BytesIO(package())) as tar:
        entries = tar.getmembers()
    assert "jupyter_kfcheck/__main__.py" in {entry.name for entry in entries}
    assert not [entry.name for entry in entries if "labextension" in entry.name or "__pycache__" in entry.name]
    assert {(entry.mode, entry.uid, entry.gid) for entry in entries} == {(0o644, 0, 0)}


def test_nothing_follows_the_end_of_the_archive_for_podman_may_take_it_for_a_mistake():
    packed = package()
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        last = tar.getmembers()[-1]
    size = -(-last.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
    assert len(packed) == last.offset_data + size + 2 * tarfile.BLOCKSIZE
