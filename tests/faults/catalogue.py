"""What really breaks notebooks, as users write it, and the test that stages it: from this table the page is made.

A row's test shows the fault to the fitting face, then its remedy: `tests.faults.scoreboard` holds that kfcheck named
it and that it was gone. Rows keep their numbers for ever.
"""

from typing import NamedTuple

HOME, TRUTH, LOCKS = (
    "tests/container/test_home.py",
    "tests/container/test_truth_home.py",
    "tests/container/test_locks.py",
)
FLAGS = "tests/server/test_checks.py::test_a_wrong_flag_fails_where_it_must_and_the_remedy_mends"
OTHERS, IMAGE = "tests/server/test_others.py", "tests/image/test_faults.py"
IMAGE_FAULT = f"{IMAGE}::test_a_fault_is_found_by_its_check_and_by_no_other"
STRICT = f"{IMAGE}::test_what_only_a_stricter_cluster_shows"
HEALTHY_IMAGE = "tests/image/test_healthy.py::test_a_healthy_image_fits_and_its_home_is_proven"
RSTUDIO = "tests/container/test_rstudio.py"
ROWS_HERE = "tests/faults/test_rows.py"
PLATFORM = "tests/faults/test_platform_rows.py"


class Row(NamedTuple):
    """One fault. ``remedy`` is a part of the remedy's text that the test applies.

    ``well`` is another test, which shows the same thing mended, where ``test`` shows it broken only. ``by`` is the
    face that names it: command, panel or image. ``why_not`` says why a row is not staged, or not named.
    """

    id: str
    symptom: str
    check: str
    staged: str
    test: str = ""
    remedy: str = ""
    by: str = "command"
    well: str = ""
    why_not: str = ""


ROWS = (
    Row("F01", "Permission denied: '/home/jovyan/.local'", "home.writable", "an ext4 volume that belongs to root",
        f"{HOME}::test_a_volume_of_roots_is_not_writable_until_it_gets_the_group", "fsGroup"),
    Row("F02", "404 : Not Found after Connect, though port-forward to / works", "server.prefix",
        "a Jupyter without base_url", f"{FLAGS}[base_url]", "base_url"),
    Row("F03", "no healthy upstream, upstream connect error 111, behind a green tick", "server.port",
        "a Jupyter on 127.0.0.1", f"{FLAGS}[ip]", "ip=0.0.0.0"),
    Row("F04", "/run belongs to uid 0 instead of 1000; unable to mkdir /var/run/s6: Permission denied", "s6.init",
        "/run of root's in a pod without privilege escalation",
        f"{ROWS_HERE}::test_s6_whose_run_belongs_to_root", "chgrp 0 /run"),
    Row("F05", "After a stop and start my packages are gone", "packages.lost", "pip and dpkg install in a running pod",
        "tests/container/test_packages.py::test_what_pip_and_dpkg_put_into_the_container_is_lost_until_it_is_in_home",
        "HOME/env/bin/pip install"),
    Row("F06", "Wrong library version, ImportError after a new image, only with that volume", "packages.shadowed",
        "pip install --user of another version than the image's",
        "tests/container/test_packages.py"
        "::test_packages_in_home_that_hide_the_images_are_named_until_they_are_removed", "pip uninstall"),
    Row("F07", "Found no NVIDIA driver, nvidia-smi: command not found, though a GPU was requested", "gpu.visible",
        "a node's driver without device nodes", f"{ROWS_HERE}::test_a_gpu_that_programs_cannot_use[not-injected]",
        "runtime"),
    Row("F08", "Permissions assignment failed for secure file … Got '0o677' instead of '0o0600'", "runtime.dir",
        "a FUSE share with fixed modes",
        f"{ROWS_HERE}::test_a_runtime_directory_on_a_share_with_fixed_modes",
        "JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime"),
    Row("F09", "Notebook stopped while in use; GET …/api/kernels: 403", "server.culling", "a Jupyter with a token",
        f"{FLAGS}[token]", "token"),
    Row("F10", "[Errno 28] No space left on device, then CrashLoop", "home.space", "an ext4 volume filled to its end",
        f"{HOME}::test_a_full_volume_is_named_until_something_is_removed", "`du -xh"),
    Row("F11", "Blocking Cross Origin API request; kernels never connect", "server.cors",
        "a Jupyter without allow_origin", f"{FLAGS}[allow_origin]", "allow_origin"),
    Row("F12", "code-server: 404 at /notebook/ns/name/", "server.prefix", "a server on / of no known kind",
        f"{OTHERS}::test_a_server_of_no_known_kind_needs_the_rewriting_too", "REWRITE",
        well=f"{OTHERS}::test_kubeflows_code_server_fails_nothing"),
    Row("F13", "The workbench failed to connect to the server (WebSocket close with status code 1006)",
        "server.websocket", "a code-server that checks the Origin",
        f"{OTHERS}::test_code_server_with_a_login_or_without_trust_is_told_the_flag", "--trusted-origins",
        well=f"{OTHERS}::test_kubeflows_code_server_fails_nothing"),
    Row("F14", "RStudio: blank page, or a redirect to /auth-sign-in", "server.prefix",
        "a stand-in for an RStudio that does not know the gateway's header",
        f"{RSTUDIO}::test_one_that_does_not_know_the_gateways_header_is_named_until_a_newer_one_is_installed",
        "RStudio Server 1.4 or newer"),
    Row("F15", "Failed to initialize NVML: Unknown Error, after hours of work", "gpu.visible",
        "a device node that the container's device cgroup refuses", f"{ROWS_HERE}::test_a_gpu_that_the_node_took_away",
        "Stop and start the notebook"),
    Row("F16", "CUDA driver version is insufficient for CUDA runtime version", "gpu.driver",
        "a node with driver 535 and an image for CUDA 13",
        f"{ROWS_HERE}::test_a_gpu_that_programs_cannot_use[driver-too-old]", "driver"),
    Row("F17", "A notebook with 0 GPUs sees all GPUs of the node", "gpu.visible", "two GPUs that nobody asked for",
        f"{ROWS_HERE}::test_a_gpu_that_programs_cannot_use[leak]", "accept-nvidia-visible-devices"),
    Row("F18", "Files and environments of the image are missing in HOME", "home.seed", "an image with files in HOME",
        f"{IMAGE}::test_files_baked_into_home_are_named_and_the_volume_is_really_empty", "copied into an empty HOME",
        "image",
        well=HEALTHY_IMAGE),
    Row("F19", "A login page inside of Kubeflow", "server.auth", "a Jupyter with a token", f"{FLAGS}[token]", "token"),
    Row("F20", "DataLoader worker is killed by signal: Bus error", "runtime.shm", "a torch, and /dev/shm of 64 MiB",
        f"{ROWS_HERE}::test_shared_memory_too_small_for_torch", "medium: Memory"),
    Row("F21", "s6-rc: fatal: timed out, with slow storage", "s6.init", "a limit of 5 s for the start-up scripts",
        f"{ROWS_HERE}::test_s6_that_could_not_start_or_is_set_badly[limit]", "S6_CMD_WAIT_FOR_SERVICES_MAXTIME"),
    Row("F22", "/etc/cont-init.d/x: not found, exited 127", "s6.scripts", "a script with CRLF at its line ends",
        f"{ROWS_HERE}::test_a_script_that_cannot_run", "sed -i"),
    Row("F23", "I have no name!, KeyError: getpwuid(): uid not found", "user.uid", "UID 1234 without group 0",
        "tests/container/test_user.py::test_a_foreign_user_without_group_0_fails_until_it_is_the_right_one",
        "runAsUser"),
    Row("F24", "Notebook hangs for minutes when a file is opened; database is locked", "home.locks",
        "a FUSE disk that refuses locks",
        f"{LOCKS}::test_a_disk_that_refuses_locks_is_named_until_it_is_mounted_with_locks", "so that locks work"),
    Row("F25", "Pod green and Running, but nothing behind it", "s6.services", "a service that ends in a loop",
        f"{ROWS_HERE}::test_a_service_that_ends_in_a_loop", "container's log"),
    Row("F26", "The probe kills a workbench that is slow to start", "server.start", "an image that never answers",
        f"{IMAGE}::test_an_image_that_never_answers_is_a_finding_with_its_last_words", "last lines of its log",
        "image", well=HEALTHY_IMAGE),
    Row("F27", "refused to connect: X-Frame-Options DENY, frame-ancestors", "server.frame",
        "a Jupyter that sends DENY", "tests/server/test_checks.py::test_a_refusal_of_frames_is_told_with_its_header",
        "tornado_settings",
        well="tests/server/test_checks.py::test_the_official_flags_pass_and_nothing_shows_that_we_asked"),
    Row("F28", "unable to remove /run/s6: Read-only file system", "s6.init", "a read-only root that nobody announced",
        f"{ROWS_HERE}::test_s6_that_could_not_start_or_is_set_badly[read-only]", "S6_READ_ONLY_ROOT"),
    Row("F29", "RStudio: attempt to write a readonly database, secure-cookie-key", "runtime.state",
        "a stand-in for RStudio whose database's folder is root's",
        f"{RSTUDIO}::test_a_directory_that_it_may_not_write_keeps_it_from_starting_and_is_named_from_the_start"
        "[database]", "database.conf"),
    Row("F30", "code-server over http: blank notebooks, no clipboard", "browser.secure", "a page over plain http",
        "tests/ui/test_gateway.py::test_plain_http_is_a_warning_and_copying_works_there_too", "HTTPS", "panel",
        well="tests/ui/test_gateway.py::test_through_a_gateway_with_https_that_changes_nothing_all_is_well"),
    Row("F31", "'_xsrf' argument missing from POST: 403", "server.xsrf",
        "a Jupyter whose XSRF cookie is for another path",
        "tests/server/test_checks.py::test_an_xsrf_cookie_for_another_path_is_told_with_both_paths",
        "xsrf_cookie_kwargs"),
    Row("F32", "libcudart.so.11.0: cannot open shared object file; tensorflow runs on the CPU", "gpu.framework",
        "a torch for the CPU beside a GPU", f"{ROWS_HERE}::test_a_framework_that_does_not_fit_the_gpu", "cu"),
    Row("F33", "Blocking request with non-local 'Host': 403", "server.websocket", "a Jupyter without remote access",
        f"{FLAGS}[allow_remote_access]", "allow_remote_access"),
    Row("F34", "The kernel died; the notebook vanished, exit code 137", "runtime.memory",
        "a process that the kernel kills at the limit",
        "tests/container/test_memory.py"
        "::test_a_process_that_the_kernel_killed_is_named_until_a_pod_has_a_higher_limit", "resources.limits.memory"),
    Row("F35", "Permissions 0660 for '/home/jovyan/.ssh/id_rsa' are too open", "home.modes",
        "keys on a volume whose group the kubelet sets",
        f"{LOCKS}::test_keys_that_fsgroup_opens_are_named_until_they_are_closed", "chmod go="),
    Row("F36", "The whole server is frozen, processes in state D", "home.writable", "a FUSE disk that does not answer",
        "tests/container/test_hang.py"
        "::test_a_home_that_hangs_costs_its_own_checks_and_leaves_no_process[/usr/local/bin/kfcheck]",
        "Stop and start the notebook"),
    Row("F37", "s6-overlay-suexec: fatal: can only run as pid 1", "s6.init", "another program as PID 1",
        f"{ROWS_HERE}::test_s6_that_could_not_start_or_is_set_badly[pid1]", "shareProcessNamespace"),
    Row("F38", "git clone or pip fails in the first seconds only", "runtime.sidecar",
        "a proxy that answers 503", f"{PLATFORM}::test_a_proxy_of_the_mesh_that_is_not_ready",
        "holdApplicationUntilProxyStarts"),
    Row("F39", "IPv6-only cluster: the pod runs, connect fails", "server.port", "a Jupyter on 0.0.0.0 with IPv6 only",
        f"{ROWS_HERE}::test_a_server_without_the_family_that_the_pod_has", "ip="),
    Row("F40", "torch.cuda.is_available() is False though nvidia-smi lists the GPU", "gpu.cuda",
        "a libcuda of ours that answers 803",
        "tests/gpu/test_staged.py::test_cuda_that_does_not_start_is_named_though_nvml_answers_until_it_starts"
        "[cuinit=803-fail-of different versions (error 803)-user]", "Stop and start the notebook"),
    Row("F41", "CreateContainerConfigError: image has non-numeric user", "user.uid", "an image with USER jovyan",
        f"{IMAGE}::test_a_user_by_name_is_refused_where_the_platform_asks_for_a_number", "USER", "image",
        well=HEALTHY_IMAGE),
    Row("F42", "Kubeflow v2 never pauses an idle workspace", "platform.activity", "/tmp that runs no programs",
        f"{PLATFORM}::test_a_tmp_that_runs_no_script_of_the_platform", "Give /tmp an `emptyDir`"),
    Row("F43", "Kubeflow v2: files are gone although the home volume is there", "home.path",
        "a volume on another path than HOME", f"{PLATFORM}::test_a_home_beside_the_volume", "Mount the home volume"),
    Row("F44", "Open Data Hub kills the workbench after 25 s", "server.start", "an IDE without NB_PREFIX/api",
        f"{PLATFORM}::test_an_ide_that_does_not_answer_open_data_hubs_probe", "Answer `GET"),
    Row("F45", "JupyterHub: 404: Not Found after the spawn", "packages.required", "an image without jupyterhub",
        f"{PLATFORM}::test_an_image_without_jupyterhub", "RUN pip install"),
    Row("F46", "The IDE does not start without internet", "server.start", "a start-up script that downloads",
        f"{STRICT}[network-no-network-`RUN` step-]", "RUN", "image", well=HEALTHY_IMAGE),
    Row("F47", "An IPv6-only cluster, seen before the image is used there", "server.port",
        "an image that listens on IPv4, in a network of IPv6 alone",
        "tests/image/test_healthy.py"
        "::test_in_a_network_of_ipv6_alone_a_server_on_ipv4_is_found_and_its_remedy_helps", "ServerApp.ip=", "image"),
    Row("F48", "A redirect leaves the gateway", "server.redirect", "a server that calls itself as it was called",
        f"{IMAGE_FAULT}[redirect-server.redirect-a path alone]", "path alone", "image", well=HEALTHY_IMAGE),
    Row("F49", "The server is on 8889, since 8888 was taken", "server.port", "two notebooks on one node's network",
        "tests/container/test_truth_server.py"
        "::test_another_notebook_on_the_nodes_network_holds_the_port_and_ours_has_moved_on", "hostNetwork"),
)  # fmt: skip
