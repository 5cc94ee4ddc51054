# shellcheck shell=bash disable=SC2154 # variables of package.sh
# Builds the static binaries for package.sh, which sources it.

# binary TARGET: prints the path of its binary.
binary() { echo "$(target_directory)/$1/release/ectl"; }

target_directory() { realpath -m "${CARGO_TARGET_DIR:-target}"; }

# build TARGET: builds in a subshell, for the sake of the variables.
build() (
    arch=${1%%-*} name=${1//-/_} rustflags=
    # Cargo would take these instead of those below.
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
    # aws-lc's build script would compile it again for each commit.
    unset SOURCE_DATE_EPOCH
    rustup -q target add "$1"
    cargo fetch -q --locked --target "$1"
    if [ "$arch" = "$(uname -m)" ]; then
        tools/needs.sh musl-gcc
        cc=musl-gcc flags=
    else
        cc=$arch-linux-gnu-gcc
        tools/needs.sh "$cc"
        # The compiler of the other architecture would take glibc's headers.
        flags="-nostdinc -isystem $(musl_headers "$arch") -isystem $("$cc" -print-file-name=include)"
        export "CARGO_TARGET_${name^^}_LINKER=$cc"
    fi
    while IFS='=' read -r from to; do
        flags+=" -ffile-prefix-map=$from=$to"
        rustflags+=" --remap-path-prefix=$from=$to"
    done < <(renamed_paths)
    # Cargo joins these with the rustflags of .cargo/config.toml.
    export "CC_$name=$cc" "CFLAGS_$name=$flags" "CARGO_TARGET_${name^^}_RUSTFLAGS=$rustflags"
    link=$(tools/link-options.sh "$1")
    # shellcheck disable=SC2086 # several words
    cargo rustc --release --locked --bin ectl --target "$1" -- $link
)

# Prints PATH=NAME for the directories of this machine that must not be in the binary; for a path in several
# of them, the last one counts.
renamed_paths() {
    local directory
    echo "$PWD=/ectl"
    echo "$(target_directory)=/target"
    for directory in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
        echo "$directory=/crates"
    done
}

# musl_headers ARCH: prints the directory of musl's headers for it. They are those of the distribution's
# package for that architecture, unpacked under target/ and not installed.
musl_headers() {
    local directory=$PWD/target/musl-$1 site architecture
    if [ ! -d "$directory" ]; then
        have apt-get || die "packages for $1 can be made on Debian and Ubuntu only; see PACKAGE_TARGETS"
        architecture=$(debian_architecture "$1")
        say "downloading musl's headers for $architecture into target/"
        if is_ubuntu; then site=${UBUNTU_PORTS:-}; else site=$(mirror main); fi
        [ -n "$site" ] || die "set UBUNTU_PORTS= to the package server of Ubuntu for $architecture"
        fetch_headers "$site" "$architecture" "$directory" || die "cannot download musl-dev:$architecture"
    fi
    echo "$directory/usr/include/$1-linux-musl"
}

# fetch_headers SITE ARCHITECTURE DIRECTORY
fetch_headers() {
    local options suite component=main
    # shellcheck source=/dev/null
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    ! is_ubuntu || component=universe
    separate_lists "$1" "$suite" "$component"
    options+=(-o "APT::Architecture=$2" -o "APT::Architectures=$2")
    apt "${options[@]}" update && mkdir -p "$fetching/debs" &&
        (cd "$fetching/debs" && apt "${options[@]}" download "musl-dev:$2") || return 1
    rm -rf "$3.new" && dpkg -x "$fetching"/debs/*.deb "$3.new" && mv "$3.new" "$3"
    rm -rf "$fetching"
}

debian_architecture() {
    case $1 in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) die "unknown architecture: $1" ;;
    esac
}
