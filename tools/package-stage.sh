# shellcheck shell=bash disable=SC2154 # variables of package.sh
# Puts the files of a package together for package.sh, which sources it, and packs them.

# reproducible_tar NAME DIRECTORY ENTRY: packs an entry of the directory.
reproducible_tar() {
    tar -C "$2" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        --format=gnu -cf - "$3" | gzip -9n >"$output/$1"
}

# make_archive TARGET: everything of one target in one directory.
make_archive() {
    local name=ectl-$version-$1
    mkdir -p "$stage/$name"
    install -m 755 "$(binary "$1")" "$stage/$name/ectl"
    install -m 644 LICENSE-* README.md CHANGELOG.md "$stage/$name/"
    third_party_licenses "$1" >"$stage/$name/LICENSES-THIRD-PARTY"
    install -d "$stage/$name/docs" "$stage/$name/man" "$stage/$name/completions"
    install -m 644 docs/* "$stage/$name/docs/"
    install -m 644 man/* "$stage/$name/man/"
    install -m 644 completions/* "$stage/$name/completions/"
    reproducible_tar "$name.tar.gz" "$stage" "$name"
}

# lay_out TARGET ROOT ZSH_DIRECTORY: puts the files where distributions have them, except the licenses.
lay_out() {
    local share=$2/usr/share file
    install -D -m 755 "$(binary "$1")" "$2/usr/bin/ectl"
    install -d "$share/man/man1" "$share/man/man7"
    for file in man/*.[17]; do
        gzip -9n <"$file" >"$share/man/man${file##*.}/${file##*/}.gz"
    done
    install -D -m 644 completions/ectl.bash "$share/bash-completion/completions/ectl"
    install -D -m 644 completions/ectl.fish "$share/fish/vendor_completions.d/ectl.fish"
    install -D -m 644 completions/_ectl "$share/zsh/$3/_ectl"
    install -d "$share/doc/ectl"
}

# installed_size DIRECTORY: prints KiB, with one for each directory, whose real size depends on the file system.
installed_size() {
    find "$1" -printf '%y %s\n' | awk '{ sum += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print sum }'
}

# make_deb TARGET
make_deb() {
    local root=$stage/deb-$1 doc architecture
    architecture=$(debian_architecture "${1%%-*}")
    lay_out "$1" "$root" vendor-completions
    doc=$root/usr/share/doc/ectl
    gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
    fill packaging/copyright "license=$(sed 's/^$/./; s/^/ /' LICENSE-MIT)" >"$doc/copyright"
    third_party_licenses "$1" | gzip -9n >"$doc/LICENSES-THIRD-PARTY.gz"
    install -D -m 755 -t "$root/DEBIAN" packaging/deb/postinst packaging/deb/prerm
    install -m 644 packaging/deb/triggers "$root/DEBIAN/triggers"
    fill packaging/deb/control "version=$version" "architecture=$architecture" \
        "size=$(installed_size "$root/usr")" >"$root/DEBIAN/control"
    (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    chmod -R u=rwX,go=rX "$root"
    dpkg-deb --root-owner-group -Zxz --build "$root" "$output/ectl_${version}_$architecture.deb" >/dev/null
}

# make_rpm TARGET
make_rpm() {
    local root=$stage/rpm-$1 build=$stage/rpmbuild arch=${1%%-*}
    lay_out "$1" "$root" site-functions
    install -d "$root/usr/share/doc/ectl/docs"
    install -m 644 CHANGELOG.md README.md "$root/usr/share/doc/ectl/"
    install -m 644 docs/* "$root/usr/share/doc/ectl/docs/"
    install -d "$root/usr/share/licenses/ectl"
    install -m 644 LICENSE-* "$root/usr/share/licenses/ectl/"
    third_party_licenses "$1" >"$root/usr/share/licenses/ectl/LICENSES-THIRD-PARTY"
    # rpm before 4.20 lowers times to those of the commit only if they are later.
    find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    rpmbuild -bb --quiet --target "$arch-linux" --define "_topdir $build" --define "_rpmdir $output" \
        --define "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" --define "staged $root" \
        --define "ectl_version $version" packaging/ectl.spec >"$stage/rpm.log" 2>&1 ||
        { cat "$stage/rpm.log" >&2 && die "rpmbuild failed"; }
}

# add_to_image TARGET: adds its files to the directory from which the container image is built.
add_to_image() {
    local bin
    bin=$output/image/$(debian_architecture "${1%%-*}")/usr/bin
    install -D -m 755 "$(binary "$1")" "$bin/ectl"
    ln -s ectl "$bin/etcdctl"
    ln -s ectl "$bin/etcdutl"
    install -m 644 packaging/Dockerfile "$output/image/Dockerfile"
}

# third_party_licenses TARGET: prints the licenses of all crates in the binary, each text once.
third_party_licenses() {
    local crate text id order=() seen=() directory=${CARGO_HOME:-$HOME/.cargo}/registry/src
    local -A texts users
    echo "The binary contains musl (MIT), Rust's standard library (MIT OR Apache-2.0) and these crates:"
    echo
    crates "$1" >"$stage/crates" || die "the crates of the binary are unknown"
    while read -r crate text; do
        echo "$crate: $text"
        [ -n "$(compgen -G "$directory/*/$crate")" ] || die "the sources of $crate are missing, with its license"
        seen+=("$crate")
    done <"$stage/crates"
    while IFS= read -r text; do
        crate=${text#"$directory"/*/} crate=${crate%%/*}
        id=$(sha256sum <"$text")
        [ -n "${texts[$id]:-}" ] || { texts[$id]=$text && order+=("$id"); }
        users[$id]+=" $crate"
    done < <(for crate in "${seen[@]}"; do license_files "$directory"/*/"$crate"; done)
    for id in "${order[@]}"; do
        printf '\n%s\n%s\n\n' "$(printf '=%.0s' {1..80})" "Of${users[$id]}:"
        cat "${texts[$id]}"
    done
}

# crates TARGET: prints NAME-VERSION LICENSE for each crate in the binary.
crates() {
    cargo tree --locked --target "$1" --edges normal,no-proc-macro --prefix none --format '{p} {l}' |
        sed -E '/\(\*\)$/d; /^ectl /d; s/^([^ ]+) v([^ ]+) /\1-\2 /' | sort -u
}

license_files() {
    find "$1" -maxdepth 1 -type f \( -iname 'licen[sc]e*' -o -iname 'copying*' -o -iname 'notice*' \) | sort
}
