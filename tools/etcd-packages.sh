# shellcheck shell=bash
# Fetches etcd from the distribution. Source it after packages.sh and etcd-versions.sh.
#
# On Debian and Ubuntu, packages are unpacked under target/etcd-GENERATION and not installed, because
# that would start a server. If the suite has another generation, packages of another suite are used.

fetching=$PWD/target/etcd-fetching

# fetch_generation 3.4|3.5: fails if the distribution does not have it.
fetch_generation() {
    [ "$(package_manager)" = apt-get ] || return 1
    local suite
    for suite in "" $(suites_with "$1"); do
        [ -n "$suite" ] || [ "$(candidate)" = "$1" ] || continue
        from_suite "$suite"
        [ ! -x "target/etcd-$1/bin/etcdctl" ] || return 0
    done
    return 1
}

# Fetches any etcd that is recent enough.
fetch_any() {
    case $(package_manager) in
    apt-get)
        { new_enough "$(candidate)" && from_suite ""; } || fetch_generation 3.5
        ;;
    apk) install_packages etcd etcd-ctl || fetch_with_apk ;;
    dnf | brew) install_packages etcd ;;
    *) return 1 ;;
    esac
}

# Prints the generation that apt would install.
candidate() { apt-cache policy etcd-server | awk '$1 == "Candidate:" { print $2 }' | generation; }

is_ubuntu() {
    # shellcheck source=/dev/null
    [[ $(. /etc/os-release && echo " $ID ${ID_LIKE:-} ") == *" ubuntu "* ]]
}

# suites_with 3.4|3.5: prints the suites that have it, the most likely one first.
suites_with() {
    case $1:$(is_ubuntu && echo ubuntu) in
    3.4:ubuntu) echo noble ;;
    3.4:*) echo bookworm ;;
    3.5:ubuntu) echo devel ;;
    3.5:*) echo sid trixie ;;
    esac
}

# from_suite SUITE: fetches etcd from SUITE, with separate package lists, so that the system's are not
# changed; without a name, from the system's lists.
from_suite() {
    local component=main site options=()
    if [ -n "$1" ]; then
        ! is_ubuntu || component=universe
        site=$(mirror "$component")
        [ -n "$site" ] || return 1
        separate_lists "$site" "$1" "$component"
        apt "${options[@]}" update || return 1
    fi
    unpack_debs "${options[@]}" && keep "$fetching/root/usr/bin"
    rm -rf "$fetching"
}

# separate_lists SITE SUITE COMPONENT: sets `options` to those of apt for package lists of their own.
separate_lists() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    ! is_ubuntu || keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg
    mkdir -p "$fetching/apt/lists/partial" "$fetching/apt/cache/archives/partial"
    printf 'deb [signed-by=%s] %s %s %s\n' "$keyring" "$1" "$2" "$3" >"$fetching/apt/sources.list"
    options=(
        -o "Dir::Etc::SourceList=$fetching/apt/sources.list" -o Dir::Etc::SourceParts=-
        -o "Dir::State::Lists=$fetching/apt/lists" -o "Dir::Cache=$fetching/apt/cache"
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::Retries=3
    )
}

# mirror COMPONENT: prints a server from which apt on this machine gets packages.
mirror() {
    # shellcheck disable=SC2016 # expanded by apt
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
        awk -v component="$1" '$3 == component && $2 !~ /-/ && !n++ { print $1 }'
}

apt() { apt-get -qq -o "APT::Sandbox::User=$(id -un)" "$@" >&2; }

# unpack_debs OPTION...: unpacks the packages that `apt-get download` finds with these options.
unpack_debs() {
    say "downloading the etcd packages of Debian or Ubuntu into target/"
    mkdir -p "$fetching/debs" "$fetching/root"
    (cd "$fetching/debs" && apt "$@" download etcd-server etcd-client) || return 1
    local deb
    for deb in "$fetching"/debs/*.deb; do
        dpkg -x "$deb" "$fetching/root"
    done
}

# keep DIRECTORY: moves the programs fetched into it to the directory of their generation.
keep() {
    local generation
    generation=$(version "$1/etcd" | generation)
    mkdir -p "target/etcd-$generation/bin"
    mv "$1"/etcd* "target/etcd-$generation/bin/"
}

# Alpine has etcd only in its development branch.
fetch_with_apk() {
    local site package
    site=$(sed -n -E 's,/(v[0-9.]+|edge)/main/?$,,p' /etc/apk/repositories | awk 'NR == 1')
    say "downloading etcd from Alpine's edge branch into target/"
    mkdir -p "$fetching/apk" "$fetching/root"
    apk fetch -q --no-cache -o "$fetching/apk" --repository "$site/edge/community" \
        --repository "$site/edge/testing" etcd etcd-ctl >&2 || return 1
    for package in "$fetching"/apk/*.apk; do
        tar -xzf "$package" -C "$fetching/root" usr/bin 2>/dev/null
    done
    keep "$fetching/root/usr/bin"
    rm -rf "$fetching"
}
