# shellcheck shell=bash
# Finds etcd's programs and their versions. Source it at the root of the project.

# version PROGRAM: prints the version of an etcd, etcdctl or etcdutl, such as 3.5.30.
version() {
    local how=version
    [ "$(basename "$1")" != etcd ] || how=--version
    "$1" "$how" 2>/dev/null |
        awk 'match($0, /[0-9]+\.[0-9]+\.[0-9]+/) && !n++ { print substr($0, RSTART, RLENGTH) }'
}

# Prints the first two numbers of a version on stdin, without suffixes added by packagers.
generation() { sed -n -E 's/^([0-9]+\.[0-9]+)\..*/\1/p'; }

# new_enough VERSION: succeeds for 3.5 or newer.
new_enough() {
    [[ $1 =~ ^([0-9]+)\.([0-9]+) ]] || return 1
    ((BASH_REMATCH[1] > 3 || (BASH_REMATCH[1] == 3 && BASH_REMATCH[2] >= 5)))
}

# Prints the directories that may have etcd's programs: the one on the PATH, and those under target/ from
# earlier builds and downloads.
directories() {
    local etcd
    etcd=$(command -v etcd || true)
    [ -z "$etcd" ] || dirname "$etcd"
    find "$PWD/target" -maxdepth 2 -path '*/etcd-*.*/bin' 2>/dev/null | sort
}

# newest etcd|etcdctl|etcdutl: prints the path of the newest one found, if it is recent enough.
newest() {
    local path
    {
        command -v "$1" || true
        directories | sed "s,\$,/$1,"
    } | while read -r path; do
        [ ! -x "$path" ] || echo "$(version "$path") $path"
    done | sort -s -t . -k 1,1nr -k 2,2nr -k 3,3nr | awk 'NR == 1' | {
        read -r number path && new_enough "$number" && echo "$path"
    }
}

# Prints the directories that have both etcd and etcdctl, one per generation, in the format of PATH.
peers() {
    local directory generation seen=" " list=
    while read -r directory; do
        if [ ! -x "$directory/etcd" ] || [ ! -x "$directory/etcdctl" ]; then continue; fi
        generation=$(version "$directory/etcd" | generation)
        [[ $seen != *" $generation "* ]] || continue
        seen+="$generation "
        list+=${list:+:}$directory
    done < <(directories)
    echo "$list"
}
