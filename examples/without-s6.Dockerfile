# For an image without s6, in which Jupyter's own command is PID 1, with JupyterLab 4.
# kfcheck is not released yet: first put its wheel, which `make wheel` leaves in dist/, beside this file. Then
#   docker build -f without-s6.Dockerfile --build-arg BASE_IMAGE=… -t my-notebook .
# If pip says "externally-managed-environment" (Debian's own Python), add --build-arg PIP_BREAK_SYSTEM_PACKAGES=1
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
ARG PIP_BREAK_SYSTEM_PACKAGES

COPY jupyter_kfcheck-*.whl /tmp/kfcheck/
USER root
# The constraint keeps every version that the image has: with JupyterLab 3 pip stops instead of replacing it.
RUN pip list --format=freeze >/tmp/kfcheck/versions.txt \
 && pip install --no-cache-dir --constraint /tmp/kfcheck/versions.txt /tmp/kfcheck/*.whl \
 && rm -r /tmp/kfcheck
ENV HOME=/home/jovyan NB_PREFIX=/
USER 1000:0

# The start-up check takes at most 5 s and exits 0, unless KFCHECK_STARTUP=enforce is set. If kfcheck itself
# fails or is missing, the notebook starts all the same.
ENTRYPOINT ["/bin/sh", "-c", "kfcheck startup || [ \"$KFCHECK_STARTUP\" != enforce ] || exit 1; exec \"$@\"", "sh"]
CMD ["/bin/sh", "-c", "exec jupyter lab --ip=0.0.0.0 --port=8888 --no-browser --ServerApp.base_url=\"$NB_PREFIX\" --ServerApp.token='' --ServerApp.password='' --ServerApp.allow_origin='*' --ServerApp.allow_remote_access=True --ServerApp.authenticate_prometheus=False"]
