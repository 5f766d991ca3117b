# On Kubeflow's RStudio images:
#   docker build -f rstudio.Dockerfile --build-arg BASE_IMAGE=… -t my-rstudio .
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
ARG KFCHECK=jupyter-kfcheck

USER root
# An environment of its own, so that nothing of it meets what R's reticulate finds.
# Without Jupyter kfcheck needs these five alone; `pip check` names what it would bring for a Jupyter Server.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /opt/kfcheck \
 && /opt/kfcheck/bin/pip install --no-cache-dir tornado psutil jinja2 markupsafe prometheus_client \
 && /opt/kfcheck/bin/pip install --no-cache-dir --no-deps "${KFCHECK}" \
 && ln -s /opt/kfcheck/bin/kfcheck /usr/local/bin/ \
 && kfcheck s6 install
USER ${NB_UID}
