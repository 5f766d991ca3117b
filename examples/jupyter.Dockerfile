# On one of Kubeflow's own Jupyter images (jupyter-scipy, jupyter-pytorch-cuda …), or any that is built on them:
#   docker build -f jupyter.Dockerfile --build-arg BASE_IMAGE=… -t my-notebook .
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
# A requirement as pip takes it: a version, or the address of a wheel.
ARG KFCHECK=jupyter-kfcheck

USER root
# One distribution more: all that it needs comes with Jupyter Server.
RUN pip install --no-cache-dir "${KFCHECK}" \
 && kfcheck s6 install
USER ${NB_UID}
