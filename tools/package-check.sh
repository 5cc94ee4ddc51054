# shellcheck shell=bash disable=SC2154 # variables of package.sh
# Checks what package.sh, which sources it, has built.

# check_binary TARGET: it is static, names the target and commit, and nothing of this machine.
check_binary() {
    local binary path
    binary=$(binary "$1")
    ! LC_ALL=C grep -qa 'ld-linux\|ld-musl' "$binary" || die "$binary needs a dynamic loader"
    for path in "$PWD/" "${CARGO_HOME:-$HOME/.cargo}/" "$(target_directory)/" "$(rustc --print sysroot)/"; do
        ! LC_ALL=C grep -qaF "$path" "$binary" || die "$binary contains the path $path"
    done
    check_start "$1" "$binary"
}

# check_start TARGET BINARY: it runs, on another architecture under qemu.
check_start() {
    local arch=${1%%-*} runner=() line expected="ectl $version (${ECTL_COMMIT:+$ECTL_COMMIT, }$1)"
    if [ "$arch" != "$(uname -m)" ]; then
        # pipefail would end the script here.
        runner=("$(command -v "qemu-$arch-static" "qemu-$arch" | head -n 1 || true)")
        if [ -z "${runner[0]}" ]; then
            say "skipped: the start of the binary for $arch, which needs qemu-$arch"
            return
        fi
    fi
    line=$(env -i "${runner[@]}" "$2" --version) || die "the binary for $arch does not start"
    [ "$line" = "$expected" ] || die "the binary for $arch says \"$line\" instead of \"$expected\""
    # More than its start: the runtime, the TLS library and the network.
    line=$(env -i "${runner[@]}" "$2" --endpoints https://127.0.0.1:1 get k 2>&1) && die "port 1 answers as etcd"
    [[ $line == *"connection refused"* ]] || die "the binary for $arch fails with \"$line\""
    say "the binary for $arch starts: $expected"
}

# Runs the image's files without anything else, as a container would.
check_image() {
    local root
    root=$output/image/$(debian_architecture "$(uname -m)")
    if [ ! -d "$root" ]; then
        say "skipped: the start of the image, which is not for this architecture"
    elif ! have unshare || ! unshare -r true 2>/dev/null; then
        say "skipped: the start of the image, which needs unshare"
    else
        [ "$(in_image "$root" ectl --version)" = "ectl $version (${ECTL_COMMIT:+$ECTL_COMMIT, }$native)" ] ||
            die "ectl does not start in its image"
        in_image "$root" etcdctl version | grep -q '^etcdctl version: ' ||
            die "etcdctl does not start in the image"
        say "the image's files run without anything else"
    fi
}

# in_image ROOT PROGRAM ARGUMENT...
in_image() {
    unshare --map-root-user env -i "$(command -v chroot)" "$1" "/usr/bin/$2" "${@:3}"
}
