# For one of Kubeflow's own Jupyter images with JupyterLab 4 (jupyter-scipy, jupyter-pytorch-cuda …), or one built on them.
# kfcheck is not released yet: first put its wheel, which `make wheel` leaves in dist/, beside this file. Then
#   docker build -f jupyter.Dockerfile --build-arg BASE_IMAGE=… -t my-notebook .
# If pip says "externally-managed-environment" (Debian's own Python), add --build-arg PIP_BREAK_SYSTEM_PACKAGES=1
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
ARG PIP_BREAK_SYSTEM_PACKAGES

COPY jupyter_kfcheck-*.whl /tmp/kfcheck/
USER root
# All that kfcheck needs comes with Jupyter Server. The constraint keeps every version that the image has: with
# JupyterLab 3, whose Jupyter Server is too old, pip stops instead of replacing it (see jupyterlab3.Dockerfile).
RUN pip list --format=freeze >/tmp/kfcheck/versions.txt \
 && pip install --no-cache-dir --constraint /tmp/kfcheck/versions.txt /tmp/kfcheck/*.whl \
 && kfcheck s6 install \
 && rm -r /tmp/kfcheck
USER ${NB_UID}
