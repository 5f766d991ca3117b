#!/bin/sh
# Sees to it that the programs are here which the tests run besides Python.
# As root on Debian it installs what is missing; elsewhere it says what is missing and what is then
# left out. Quick and silent when all is here. Always exits 0 unless an installation fails: without
# a program its tests are left out with the reason (or fail, under TEST_ALL=1).
set -eu
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# program      Debian's package   what needs it
needed='
podman         podman             the tests in real containers
runc           runc               the tests in real containers
docker         docker.io          the tests of kfcheck image with the docker command
iptables       iptables           the tests of kfcheck image, whose containers have a network
/usr/lib/cni/bridge containernetworking-plugins the tests of kfcheck image
debootstrap    debootstrap        the tests in real containers
mkfs.ext4      e2fsprogs          the tests on real volumes
mkfs.xfs       xfsprogs           the healthy notebooks on xfs
mkfs.btrfs     btrfs-progs        the healthy notebooks on btrfs
unshare        util-linux         the tests in namespaces of their own
cc             build-essential    the tests with a GPU library of their own
ip             iproute2           the tests of addresses, in network namespaces of their own
openssl        openssl            the tests of a server with a certificate of its own
s6-svscan      s6                 the tests of the s6 scripts
execlineb      execline           the tests of the s6 scripts
shellcheck     shellcheck         the check of the shell scripts
nginx          nginx-light        the test of the example for nginx
fcgiwrap       fcgiwrap           the test of the example for nginx
chromium       chromium           the tests of the panel in a browser
'

packages=
left_out=
while read -r program package purpose; do
    [ -n "$program" ] || continue
    command -v "$program" >/dev/null && continue
    packages="$packages $package"
    left_out="$left_out
  $program ($package): $purpose"
done <<END
$needed
END
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing$packages"
    apt-get -qq update
    # shellcheck disable=SC2086 # a list of packages is meant to be split
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $packages >/dev/null
else
    echo "not here, so these tests are left out (root on Debian would have them installed):$left_out"
fi
