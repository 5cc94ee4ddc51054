# shellcheck shell=bash
# Functions for the other scripts: messages, the package manager and cargo's files. Source it.

say() { printf '%s\n' "==> $*" >&2; }

die() {
    printf '%s\n' "error: $*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Prints the package manager of this machine, or nothing.
package_manager() {
    local manager
    for manager in brew apt-get dnf apk; do
        if have "$manager"; then
            echo "$manager"
            return
        fi
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        say "cannot run without root or sudo: $*"
        return 1
    fi
}

# install_packages PACKAGE...: fails if the package manager fails, which prints the reason.
install_packages() {
    say "installing $*"
    case $(package_manager) in
    apt-get) apt_install "$@" || { as_root apt-get -qq update && apt_install "$@"; } ;;
    dnf) as_root dnf install -y -q "$@" ;;
    apk) as_root apk add -q "$@" ;;
    brew) brew install -q "$@" ;;
    *)
        say "no supported package manager found (apt-get, dnf, apk, brew)"
        return 1
        ;;
    esac >&2
}

# Prints the command that installs packages, to show it to the user.
install_command() {
    case $(package_manager) in
    apt-get) echo "apt-get install" ;;
    dnf) echo "dnf install" ;;
    apk) echo "apk add" ;;
    brew) echo "brew install" ;;
    *) echo "install" ;;
    esac
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"
}

# carry_cargo DIRECTORY: copies cargo's configuration and downloaded crates from the host.
carry_cargo() {
    local home=${CARGO_HOME:-$HOME/.cargo} file
    mkdir -p "$1/registry"
    for file in config.toml config registry/cache registry/index; do
        [ ! -e "$home/$file" ] || [ -e "$1/$file" ] || cp -a "$home/$file" "$1/$file"
    done
}
