# On an image without s6, in which Jupyter's own command is PID 1:
#   docker build -f without-s6.Dockerfile --build-arg BASE_IMAGE=… -t my-notebook .
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
ARG KFCHECK=jupyter-kfcheck

USER root
RUN pip install --no-cache-dir "${KFCHECK}"
ENV HOME=/home/jovyan NB_PREFIX=/
USER 1000:0

# The start-up check takes 4 s at most and ends with 0, unless KFCHECK_STARTUP=enforce asks for more. Should it
# fail itself, or be missing, the notebook starts nevertheless.
ENTRYPOINT ["/bin/sh", "-c", "kfcheck startup || [ \"$KFCHECK_STARTUP\" != enforce ] || exit 1; exec \"$@\"", "sh"]
CMD ["/bin/sh", "-c", "exec jupyter lab --ip=0.0.0.0 --port=8888 --no-browser --ServerApp.base_url=\"$NB_PREFIX\" --ServerApp.token='' --ServerApp.password='' --ServerApp.allow_origin='*' --ServerApp.allow_remote_access=True --ServerApp.authenticate_prometheus=False"]
