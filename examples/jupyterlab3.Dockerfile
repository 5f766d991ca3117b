# For Kubeflow's Jupyter images with JupyterLab 3, and wherever kfcheck must not touch the image's own Python.
# You get the command, the start-up check and the words in the log. The endpoint and the panel need JupyterLab 4.
# kfcheck is not released yet: first put its wheel, which `make wheel` leaves in dist/, beside this file. Then
#   docker build -f jupyterlab3.Dockerfile --build-arg BASE_IMAGE=… -t my-notebook .
ARG BASE_IMAGE
FROM ${BASE_IMAGE}

COPY jupyter_kfcheck-*.whl /tmp/kfcheck/
USER root
# The command needs the Python standard library alone (before Python 3.11: tomli as well).
RUN python3 -m venv --without-pip /opt/kfcheck \
 && pip --python /opt/kfcheck/bin/python3 install --no-cache-dir --no-deps /tmp/kfcheck/*.whl "tomli; python_version < '3.11'" \
 && ln -s /opt/kfcheck/bin/kfcheck /usr/local/bin/ \
 && kfcheck s6 install \
 && rm -r /tmp/kfcheck
USER ${NB_UID}
