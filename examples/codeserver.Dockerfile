# On Kubeflow's code-server images: the command, the start-up check, and the report, probes, page and metrics of `kfcheck serve`.
# kfcheck is not released yet: first put its wheel, which `make wheel` leaves in dist/, beside this file. Then
#   docker build -f codeserver.Dockerfile --build-arg BASE_IMAGE=… -t my-vscode .
ARG BASE_IMAGE
FROM ${BASE_IMAGE}

COPY jupyter_kfcheck-*.whl /tmp/kfcheck/
USER root
# An environment of its own, so that nothing of it meets what the notebook's user installs.
# Without Jupyter kfcheck needs these five alone (before Python 3.11: tomli as well); `pip check` would name what it
# brings for a Jupyter Server. pip itself is not needed any more.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /opt/kfcheck \
 && /opt/kfcheck/bin/pip install --no-cache-dir tornado psutil jinja2 markupsafe prometheus_client "tomli; python_version < '3.11'" \
 && /opt/kfcheck/bin/pip install --no-cache-dir --no-deps /tmp/kfcheck/*.whl \
 && /opt/kfcheck/bin/python3 -m pip uninstall --quiet --yes setuptools pip \
 && ln -s /opt/kfcheck/bin/kfcheck /usr/local/bin/ \
 && kfcheck s6 install \
 && rm -r /tmp/kfcheck
USER ${NB_UID}
