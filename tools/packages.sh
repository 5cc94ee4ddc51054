# shellcheck shell=bash
# What the other scripts share: words for people, and the package manager. To be sourced.

say() { printf '%s\n' "==> $*" >&2; }

die() {
    printf '%s\n' "error: $*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# The package manager of this machine, or nothing.
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
        say "not root, and there is no sudo: cannot run: $*"
        return 1
    fi
}

# install_packages PACKAGE...: false when it cannot; the manager has said why.
install_packages() {
    say "installing $*"
    case $(package_manager) in
    apt-get) apt_install "$@" || { as_root apt-get -qq update && apt_install "$@"; } ;;
    dnf) as_root dnf install -y -q "$@" ;;
    apk) as_root apk add -q "$@" ;;
    brew) brew install -q "$@" ;;
    *)
        say "no package manager that I know (apt-get, dnf, apk, brew)"
        return 1
        ;;
    esac >&2
}

# What a user would type in front of the packages' names.
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
