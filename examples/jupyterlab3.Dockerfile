# For Kubeflow's Jupyter images with JupyterLab 3, and wherever kfcheck must not touch the image's own Python.
# You get the command, the start-up check, the words in the log, and report, page, probes and metrics of `kfcheck serve`, in
# the browser at NB_PREFIX/proxy/9889/kfcheck where the image has jupyter-server-proxy. The panel needs JupyterLab 4.
# kfcheck is not released yet: first put its wheel, which `make wheel` leaves in dist/, beside this file. Then
#   docker build -f jupyterlab3.Dockerfile --build-arg BASE_IMAGE=… -t my-notebook .
ARG BASE_IMAGE
FROM ${BASE_IMAGE}

COPY jupyter_kfcheck-*.whl /tmp/kfcheck/
USER root
# An environment of its own: the image's jupyter_server stays as it is. `pip check` in it would name what kfcheck brings for
# a newer one.
RUN python3 -m venv --without-pip /opt/kfcheck \
 && pip --python /opt/kfcheck/bin/python3 install --no-cache-dir tornado psutil jinja2 markupsafe prometheus_client "tomli; python_version < '3.11'" \
 && pip --python /opt/kfcheck/bin/python3 install --no-cache-dir --no-deps /tmp/kfcheck/*.whl \
 && ln -s /opt/kfcheck/bin/kfcheck /usr/local/bin/ \
 && kfcheck s6 install \
 && rm -r /tmp/kfcheck
USER ${NB_UID}
