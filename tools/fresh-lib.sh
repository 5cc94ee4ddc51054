# shellcheck shell=bash disable=SC2154 # $root is set by the script that sources this
# Functions for the inner parts of fresh.sh, which run in mount and process namespaces of their own.

# Prints the only variables that the system inherits: settings for the network and the registries.
environment() {
    env | grep -E '^((https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY|CARGO_(HTTP|NET|SOURCE|REGISTR)[A-Z_]*|GO(PROXY|SUMDB|FLAGS|NOSUMDB|NOSUMCHECK))=' || true
}

# inside COMMAND...: runs it in the system, at the project's root.
inside() {
    local settings
    mapfile -t settings < <(environment)
    env -i "${settings[@]}" HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
        PATH=/opt/rust/bin:/opt/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        chroot "$root" sh -c 'cd /root/ectl && exec "$@"' sh "$@"
}

mount_system() {
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/tmp"
}
