"""A package of nothing, for a user to install: made on the spot, since an image may have no network."""

import io
import zipfile

NAME = "kfcheck_trial"
FILE = f"{NAME}-1-py3-none-any.whl"


def wheel() -> bytes:
    """A package that has nothing in it."""
    info = f"{NAME}-1.dist-info"
    files = {
        f"{NAME}/__init__.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: kfcheck\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()
